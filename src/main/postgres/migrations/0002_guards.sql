-- What holds whoever writes: C1 (no gap, no duplicate), C2 (won once), C3 (all or nothing), C7 (history stays).
-- Statement triggers with transition tables: one probe a statement, never one a row.
-- Their SQLSTATEs begin with DL and end with the promise; src/main/postgres/sqlstate.ts names them.
-- Each function keeps the search_path of this migration: the schema of the log, and no temporary table before it.
-- A session keeps the plans of its functions, also those made while the tables were nearly empty. So each probe is written
-- and set to have one good plan at any size: `order by ... limit 1` fits the primary key alone, and nothing is scanned.

create function dl_refuse_rewrite() returns trigger language plpgsql set search_path from current as $$
begin
  raise exception 'committed history is never rewritten: % of % refused', lower(tg_op), tg_table_name
    using errcode = 'DLC07', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_history_kept',
      hint = 'Commit a new version that undoes the old one.';
end $$;

-- Actions belong to versions that are still to be recorded. The lock on the head makes this true until the transaction
-- ends: no version is recorded while somebody else has actions in flight, and a writer that holds the head pays nothing.
create function dl_check_actions() returns trigger language plpgsql
  set search_path from current set enable_seqscan = off as $$
declare
  first_table uuid;
  first_version bigint;
  has_others boolean;
  added record;
  head bigint;
begin
  select table_id into first_table from new_rows limit 1;
  -- Nearly always all rows are of one table, and one pass that groups nothing tells.
  select min(version), bool_or(table_id <> first_table) into first_version, has_others from new_rows;
  for added in
    select first_table as table_id, first_version as version where not has_others
    union all
    (select table_id, min(version) from new_rows where has_others group by table_id order by table_id)
  loop
    select current_version into head from dl_tables where table_id = added.table_id for share;
    if not found then
      raise exception 'there is no table %', added.table_id
        using errcode = 'DLC03', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_actions_table';
    elsif added.version <= head then
      raise exception 'version % is committed already: no action can be added to it', added.version
        using errcode = 'DLC07', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_actions_version_open',
          detail = format('table %s is at version %s', added.table_id, head);
    end if;
  end loop;
  return null;
end $$;

create function dl_retire_removed() returns trigger language plpgsql
  set search_path from current set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update dl_add_files a set removed_version = n.version
    from new_rows n
    cross join lateral (
      select l.ctid from dl_add_files l
        where l.table_id = n.table_id and l.file_key = n.file_key and l.removed_version is null and l.version < n.version
        limit 1
    ) live
    where a.ctid = live.ctid and a.removed_version is null;
  return null;
end $$;

-- New versions are the newest of their table, follow each other and their predecessor in number and time, and the head
-- stands on the last of them at the end of the same statement.
create function dl_check_version_order() returns trigger language plpgsql
  set search_path from current set enable_seqscan = off as $$
declare bad record;
begin
  select * into bad from (
    select n.table_id, n.version, t.current_version, n.committed_at, p.committed_at as previous_at,
        case
          when p.version is null and n.version <> 0 and n.kind <> 'base' then 'gap'
          when p.version is not null and n.kind = 'base' then 'base'
          when p.version <> n.version - 1 then 'gap'
          when n.committed_at <= p.committed_at then 'time'
          -- A time of the clock that is not the clock's would be followed by every later one. What a predecessor forces,
          -- and what an imported log says, stays.
          when n.time_source = 'clock' and n.committed_at > clock_timestamp() + interval '1 day'
            and (p.committed_at is null or n.committed_at > p.committed_at + interval '1 day') then 'clock'
          when n.newest is distinct from t.current_version then 'head'
        end as problem
      from (
        select *, max(version) over (partition by table_id) as newest,
            lag(version) over in_order as version_before, lag(committed_at) over in_order as committed_before
          from new_rows window in_order as (partition by table_id order by version)
      ) n
      left join lateral (select current_version from dl_tables where table_id = n.table_id limit 1) t on true
      -- Of versions that come together all but the first have their predecessor among them.
      left join lateral (
        select n.version_before as version, n.committed_before as committed_at where n.version_before is not null
        union all
        (select version, committed_at from dl_table_versions
          where n.version_before is null and table_id = n.table_id and version < n.version order by version desc limit 1)
      ) p on true
    ) checked
    where problem is not null
    order by version
    limit 1;
  if not found then
    return null;
  end if;
  case bad.problem
    when 'gap' then
      raise exception 'version % has no predecessor: the versions of a table have no gap', bad.version
        using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_no_gap',
          detail = format('table %s is at version %s', bad.table_id, bad.current_version);
    when 'base' then
      raise exception 'version % is a base and has a predecessor: a base is the first version of a table', bad.version
        using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_base_first',
          detail = format('table %s', bad.table_id);
    when 'time' then
      raise exception 'version % is not later than its predecessor', bad.version
        using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_time_order',
          detail = format('table %s: %s is not after %s', bad.table_id, bad.committed_at, bad.previous_at);
    when 'clock' then
      raise exception 'version % claims a time that lies more than a day ahead of the clock of this server', bad.version
        using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_clock',
          detail = format('table %s: %s, and it is %s', bad.table_id, bad.committed_at, clock_timestamp()),
          hint = 'Take clock_timestamp() of this server, but later than the version before.';
    else
      raise exception 'version % is recorded while the head stands at %', bad.version, bad.current_version
        using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_head',
          detail = format('table %s', bad.table_id),
          hint = 'Record versions and advance dl_tables.current_version to the last of them in one statement.';
  end case;
end $$;

-- A version has the actions that it claims, each at a place of its own, and its running totals follow from the ones before.
create function dl_check_version_content() returns trigger language plpgsql
  set search_path from current set enable_seqscan = off as $$
declare bad record;
begin
  -- Kinds of action are numbers here: every row is compared with each of them.
  select n.*, c.* into bad
    from new_rows n cross join lateral (
      select
          count(*) filter (where kind = 1) as adds,
          count(*) filter (where kind = 2) as removes,
          count(*) filter (where kind = 3) as metadata,
          count(*) filter (where kind = 4) as protocol,
          count(*) filter (where kind = 5) as txns,
          count(*) filter (where kind = 6) as cdc,
          count(*) filter (where kind = 7) as domains,
          count(*) filter (where kind = 8) as others,
          count(distinct ordinal) as places,
          min(ordinal) as first_place
        from (
          (select 1 as kind, ordinal from dl_add_files a
            where a.table_id = n.table_id and a.version = n.version order by ordinal)
          union all
          (select 2, ordinal from dl_remove_files a
            where a.table_id = n.table_id and a.version = n.version order by ordinal)
          union all
          (select 3, ordinal from dl_metadata_updates a
            where a.table_id = n.table_id and a.version = n.version order by ordinal)
          union all
          (select 4, ordinal from dl_protocol_updates a
            where a.table_id = n.table_id and a.version = n.version order by ordinal)
          union all
          (select 5, ordinal from dl_txn_actions a
            where a.table_id = n.table_id and a.version = n.version order by ordinal)
          union all
          (select 6, ordinal from dl_cdc_files a
            where a.table_id = n.table_id and a.version = n.version order by ordinal)
          union all
          (select 7, ordinal from dl_domain_metadata a
            where a.table_id = n.table_id and a.version = n.version order by ordinal)
          union all
          (select 8, ordinal from dl_other_actions a
            where a.table_id = n.table_id and a.version = n.version order by ordinal)
          union all
          select 9, n.commit_info_ordinal where n.commit_info_ordinal is not null
        ) actions
    ) c
    where (c.adds, c.removes, c.metadata, c.protocol, c.txns, c.cdc, c.domains, c.others, c.places)
        <> (n.num_adds, n.num_removes, n.num_metadata, n.num_protocol, n.num_txns, n.num_cdc, n.num_domains, n.num_others,
          n.num_actions)
      or c.first_place < 0
    limit 1;
  if found then
    raise exception 'version % does not have the actions that it claims: all or nothing', bad.version
      using errcode = 'DLC03', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_table_versions_complete',
        detail = format('table %s: add %s of %s, remove %s of %s, metaData %s of %s, protocol %s of %s, txn %s of %s, '
          'cdc %s of %s, domainMetadata %s of %s, other %s of %s; %s places for %s actions', bad.table_id,
          bad.adds, bad.num_adds, bad.removes, bad.num_removes, bad.metadata, bad.num_metadata,
          bad.protocol, bad.num_protocol, bad.txns, bad.num_txns, bad.cdc, bad.num_cdc,
          bad.domains, bad.num_domains, bad.others, bad.num_others, bad.places, bad.num_actions);
  end if;

  select n.*, coalesce(p.total_files, 0) as files_before, coalesce(p.total_bytes, 0) as bytes_before,
      case when n.num_metadata > 0 then n.version else p.metadata_version end as metadata_expected,
      case when n.num_protocol > 0 then n.version else p.protocol_version end as protocol_expected
    into bad
    from (
      select *, lag(version) over in_order as version_before, lag(total_files) over in_order as total_files_before,
          lag(total_bytes) over in_order as total_bytes_before, lag(metadata_version) over in_order as metadata_before,
          lag(protocol_version) over in_order as protocol_before
        from new_rows window in_order as (partition by table_id order by version)
    ) n
    left join lateral (
      select n.total_files_before as total_files, n.total_bytes_before as total_bytes,
          n.metadata_before as metadata_version, n.protocol_before as protocol_version
        where n.version_before is not null
      union all
      (select total_files, total_bytes, metadata_version, protocol_version from dl_table_versions
        where n.version_before is null and table_id = n.table_id and version < n.version order by version desc limit 1)
    ) p on true
    where n.files_added <> n.num_adds
      or n.files_removed <> (
        select count(*) from dl_add_files a where a.table_id = n.table_id and a.removed_version = n.version)
      or n.total_files <> coalesce(p.total_files, 0) + n.files_added - n.files_removed
      or n.total_bytes <> coalesce(p.total_bytes, 0) + n.bytes_added - n.bytes_removed
      or n.metadata_version is distinct from case when n.num_metadata > 0 then n.version else p.metadata_version end
      or n.protocol_version is distinct from case when n.num_protocol > 0 then n.version else p.protocol_version end
    limit 1;
  if found then
    raise exception 'the running totals of version % do not follow from its actions and the version before', bad.version
      using errcode = 'DLC03', schema = tg_table_schema, table = tg_table_name,
        constraint = 'dl_table_versions_running_totals',
        detail = format('table %s: files %s + %s - %s, not %s; bytes %s + %s - %s, not %s; metadata of version %s, not %s; '
          'protocol of version %s, not %s', bad.table_id, bad.files_before, bad.files_added, bad.files_removed,
          bad.total_files, bad.bytes_before, bad.bytes_added, bad.bytes_removed, bad.total_bytes,
          bad.metadata_expected, bad.metadata_version, bad.protocol_expected, bad.protocol_version);
  end if;
  return null;
end $$;

-- A hint for those who watch: schema, table and newest version.
create function dl_notify_versions() returns trigger language plpgsql set search_path from current as $$
begin
  perform pg_notify('deltadesk', format('%s %s %s', tg_table_schema, n.table_id, max(n.version)))
    from new_rows n group by n.table_id;
  return null;
end $$;

create function dl_check_new_tables() returns trigger language plpgsql set search_path from current as $$
declare bad record;
begin
  select n.table_id, n.current_version into bad from new_rows n where n.current_version <> -1 limit 1;
  if found then
    raise exception 'a new table has no version: its head is -1, not %', bad.current_version
      using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_tables_head_recorded',
        detail = format('table %s', bad.table_id);
  end if;
  return null;
end $$;

create function dl_check_head() returns trigger language plpgsql
  set search_path from current set enable_seqscan = off as $$
declare bad record;
begin
  select n.table_id, n.current_version, o.current_version as old_version into bad
    from new_rows n left join old_rows o using (table_id)
    where o.table_id is null
      or n.current_version < o.current_version
      or (n.current_version > o.current_version and n.current_version is distinct from (
        select v.version from dl_table_versions v where v.table_id = n.table_id order by v.version desc limit 1))
    limit 1;
  if not found then
    return null;
  elsif bad.old_version is null then
    raise exception 'the id of a table never changes'
      using errcode = 'DLC07', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_tables_id_kept';
  elsif bad.current_version < bad.old_version then
    raise exception 'the head never moves back: % is before %', bad.current_version, bad.old_version
      using errcode = 'DLC07', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_tables_head_forward',
        detail = format('table %s', bad.table_id);
  else
    raise exception 'the head cannot move from % to %: that version is not recorded', bad.old_version, bad.current_version
      using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_tables_head_recorded',
        detail = format('table %s', bad.table_id),
        hint = 'Record versions and advance the head to the last of them in one statement.';
  end if;
end $$;

create trigger dl_check_new_tables after insert on dl_tables
  referencing new table as new_rows for each statement execute function dl_check_new_tables();
create trigger dl_check_head after update on dl_tables
  referencing old table as old_rows new table as new_rows for each statement execute function dl_check_head();
create trigger dl_refuse_truncate before truncate on dl_tables for each statement execute function dl_refuse_rewrite();

create trigger dl_check_1_order after insert on dl_table_versions
  referencing new table as new_rows for each statement execute function dl_check_version_order();
create trigger dl_check_2_content after insert on dl_table_versions
  referencing new table as new_rows for each statement execute function dl_check_version_content();
create trigger dl_notify after insert on dl_table_versions
  referencing new table as new_rows for each statement execute function dl_notify_versions();
create trigger dl_refuse_rewrite before update or delete or truncate on dl_table_versions
  for each statement execute function dl_refuse_rewrite();

create trigger dl_retire_removed after insert on dl_remove_files
  referencing new table as new_rows for each statement execute function dl_retire_removed();

create trigger dl_refuse_rewrite before delete or truncate
  or update of table_id, version, ordinal, file_key, path, partition_values, size, modification_time, data_change, stats,
    num_records, num_deleted, tags, deletion_vector, base_row_id, default_row_commit_version, clustering_provider, extra, line
  on dl_add_files for each statement execute function dl_refuse_rewrite();
-- A retired file stays retired. The condition is no function call: retiring live files costs nothing.
create trigger dl_refuse_revival before update of removed_version on dl_add_files
  for each row when (old.removed_version is not null) execute function dl_refuse_rewrite();

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
