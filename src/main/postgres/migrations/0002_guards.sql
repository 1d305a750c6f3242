-- What holds whoever writes: C1 (no gap, no duplicate), C2 (won once), C3 (all or nothing), C7 (history stays).
-- Statement triggers with transition tables: one probe a statement, never one a row.
-- Their SQLSTATEs begin with DL and end with the promise; src/main/postgres/sqlstate.ts names them.

create function dl_refuse_rewrite() returns trigger language plpgsql set search_path from current as $$
begin
  raise exception 'committed history is never rewritten: % on % refused', lower(tg_op), tg_table_name
    using errcode = 'DLC07', schema = tg_table_schema, table = tg_table_name,
      hint = 'Commit a new version that undoes the old one.';
end $$;

create function dl_check_actions() returns trigger language plpgsql set search_path from current as $$
declare late record;
begin
  select n.table_id, n.version into late
    from (select distinct table_id, version from new_rows) n
    join dl_table_versions v using (table_id, version)
    limit 1;
  if found then
    raise exception 'version % is committed already: no action can be added to it', late.version
      using errcode = 'DLC07', schema = tg_table_schema, table = tg_table_name,
        detail = format('table %s, version %s', late.table_id, late.version);
  end if;
  return null;
end $$;

create function dl_retire_removed() returns trigger language plpgsql set search_path from current as $$
begin
  update dl_add_files a set removed_version = n.version
    from new_rows n
    where a.table_id = n.table_id and a.file_key = n.file_key
      and a.removed_version is null and a.version < n.version;
  return null;
end $$;

create function dl_check_versions() returns trigger language plpgsql set search_path from current as $$
declare bad record;
begin
  select n.table_id, n.version, t.current_version, p.version as previous, p.committed_at as previous_at, n.committed_at, n.kind
    into bad
    from new_rows n
    join dl_tables t on t.table_id = n.table_id
    left join dl_table_versions p on p.table_id = n.table_id and p.version = n.version - 1
    where t.current_version < n.version
      or p.committed_at >= n.committed_at
      or (p.version is null and not (
        (n.version = 0 or n.kind = 'base')
        and not exists (select from dl_table_versions o where o.table_id = n.table_id and o.version < n.version)))
    limit 1;
  if found then
    if bad.previous is null then
      raise exception 'version % has no predecessor: a table''s versions have no gap', bad.version
        using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_no_gap',
          detail = format('table %s, version %s', bad.table_id, bad.version);
    elsif bad.current_version < bad.version then
      raise exception 'version % is ahead of the head %: record a version and advance the head in one statement', bad.version, bad.current_version
        using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_head',
          detail = format('table %s, version %s', bad.table_id, bad.version);
    else
      raise exception 'version % is not later than its predecessor', bad.version
        using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_time_order',
          detail = format('%s is not after %s', bad.committed_at, bad.previous_at);
    end if;
  end if;

  select n.table_id, n.version, c.kind, c.claimed, c.found into bad
    from new_rows n cross join lateral (values
      ('add', n.num_adds, (select count(*) from dl_add_files a where a.table_id = n.table_id and a.version = n.version)),
      ('remove', n.num_removes, (select count(*) from dl_remove_files a where a.table_id = n.table_id and a.version = n.version)),
      ('metaData', n.num_metadata, (select count(*) from dl_metadata_updates a where a.table_id = n.table_id and a.version = n.version)),
      ('protocol', n.num_protocol, (select count(*) from dl_protocol_updates a where a.table_id = n.table_id and a.version = n.version)),
      ('txn', n.num_txns, (select count(*) from dl_txn_actions a where a.table_id = n.table_id and a.version = n.version)),
      ('cdc', n.num_cdc, (select count(*) from dl_cdc_files a where a.table_id = n.table_id and a.version = n.version)),
      ('domainMetadata', n.num_domains, (select count(*) from dl_domain_metadata a where a.table_id = n.table_id and a.version = n.version)),
      ('other', n.num_others, (select count(*) from dl_other_actions a where a.table_id = n.table_id and a.version = n.version))
    ) c (kind, claimed, found)
    where c.claimed <> c.found
    limit 1;
  if found then
    raise exception 'version % claims % % actions and has %: all or nothing', bad.version, bad.claimed, bad.kind, bad.found
      using errcode = 'DLC03', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_complete',
        detail = format('table %s, version %s', bad.table_id, bad.version);
  end if;

  perform pg_notify('deltadesk', tg_table_schema || ' ' || n.table_id || ' ' || max(n.version)) from new_rows n group by n.table_id;
  return null;
end $$;

create function dl_check_head() returns trigger language plpgsql set search_path from current as $$
declare bad record;
begin
  select n.table_id, n.current_version, o.current_version as old_version into bad
    from new_rows n join old_rows o using (table_id)
    where n.current_version <> o.current_version
      and (n.current_version < o.current_version
        or not exists (select from dl_table_versions v where v.table_id = n.table_id and v.version = n.current_version))
    limit 1;
  if found then
    raise exception 'the head cannot move from % to %: that version is not recorded', bad.old_version, bad.current_version
      using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_tables_head_recorded',
        detail = format('table %s', bad.table_id);
  end if;
  return null;
end $$;

create trigger dl_check_head after update on dl_tables
  referencing old table as old_rows new table as new_rows for each statement execute function dl_check_head();
create trigger dl_refuse_truncate before truncate on dl_tables for each statement execute function dl_refuse_rewrite();

create trigger dl_check_versions after insert on dl_table_versions
  referencing new table as new_rows for each statement execute function dl_check_versions();
create trigger dl_refuse_rewrite before update or delete or truncate on dl_table_versions
  for each statement execute function dl_refuse_rewrite();

create trigger dl_retire_removed after insert on dl_remove_files
  referencing new table as new_rows for each statement execute function dl_retire_removed();

create trigger dl_refuse_rewrite before delete or truncate
  or update of table_id, version, ordinal, file_key, path, partition_values, size, modification_time, data_change, stats,
    num_records, num_deleted, tags, deletion_vector, base_row_id, default_row_commit_version, clustering_provider, extra, line
  on dl_add_files for each statement execute function dl_refuse_rewrite();

do $$
declare name text;
begin
  foreach name in array array['dl_add_files', 'dl_remove_files', 'dl_metadata_updates', 'dl_protocol_updates', 'dl_txn_actions',
    'dl_cdc_files', 'dl_domain_metadata', 'dl_other_actions'] loop
    execute format('create trigger dl_check_actions after insert on %I referencing new table as new_rows
      for each statement execute function dl_check_actions()', name);
  end loop;
  foreach name in array array['dl_remove_files', 'dl_metadata_updates', 'dl_protocol_updates', 'dl_txn_actions', 'dl_cdc_files',
    'dl_domain_metadata', 'dl_other_actions'] loop
    execute format('create trigger dl_refuse_rewrite before update or delete or truncate on %I
      for each statement execute function dl_refuse_rewrite()', name);
  end loop;
end $$;
