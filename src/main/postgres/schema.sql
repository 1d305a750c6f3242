create table dl_add_files (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  file_key uuid not null,
  path text not null,
  partition_values jsonb not null,
  size bigint not null,
  modification_time bigint not null,
  data_change boolean not null,
  stats text,
  num_records bigint,
  num_deleted bigint not null default 0,
  tags text,
  deletion_vector text,
  base_row_id bigint,
  default_row_commit_version bigint,
  clustering_provider text,
  extra text,
  line text,
  removed_version bigint,
  constraint dl_add_files_pkey PRIMARY KEY (table_id, version, ordinal),
  constraint dl_add_files_removed_after CHECK (((removed_version IS NULL) OR (removed_version > version)))
);
CREATE UNIQUE INDEX dl_add_files_live ON dl_add_files USING btree (table_id, file_key) WHERE (removed_version IS NULL);
CREATE INDEX dl_add_files_present ON dl_add_files USING btree (table_id, version, ordinal) INCLUDE (size, num_records, num_deleted) WHERE (COALESCE(removed_version, ('-1'::integer)::bigint) < 0);
CREATE INDEX dl_add_files_retired ON dl_add_files USING btree (table_id, removed_version, version) WHERE (removed_version IS NOT NULL);
CREATE TRIGGER dl_check_actions AFTER INSERT ON dl_add_files REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_actions();
CREATE TRIGGER dl_refuse_revival BEFORE UPDATE OF removed_version ON dl_add_files FOR EACH ROW WHEN ((old.removed_version IS NOT NULL)) EXECUTE FUNCTION dl_refuse_rewrite();
CREATE TRIGGER dl_refuse_rewrite BEFORE DELETE OR UPDATE OF table_id, version, ordinal, file_key, path, partition_values, size, modification_time, data_change, stats, num_records, num_deleted, tags, deletion_vector, base_row_id, default_row_commit_version, clustering_provider, extra, line OR TRUNCATE ON dl_add_files FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();

create table dl_cdc_files (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  path text not null,
  partition_values jsonb not null,
  size bigint not null,
  data_change boolean not null,
  tags text,
  extra text,
  line text,
  constraint dl_cdc_files_pkey PRIMARY KEY (table_id, version, ordinal)
);
CREATE TRIGGER dl_check_actions AFTER INSERT ON dl_cdc_files REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_actions();
CREATE TRIGGER dl_refuse_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON dl_cdc_files FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();

create table dl_domain_metadata (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  domain text not null,
  configuration text not null,
  removed boolean not null,
  extra text,
  line text,
  constraint dl_domain_metadata_pkey PRIMARY KEY (table_id, version, ordinal)
);
CREATE INDEX dl_domain_metadata_domain ON dl_domain_metadata USING btree (table_id, "left"(domain, 200), version DESC);
CREATE TRIGGER dl_check_actions AFTER INSERT ON dl_domain_metadata REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_actions();
CREATE TRIGGER dl_refuse_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON dl_domain_metadata FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();

create table dl_metadata_updates (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  metadata_id text not null,
  name text,
  description text,
  format text not null,
  schema_string text not null,
  partition_columns text[] not null,
  configuration text not null,
  created_time bigint,
  extra text,
  line text,
  constraint dl_metadata_updates_pkey PRIMARY KEY (table_id, version, ordinal)
);
CREATE TRIGGER dl_check_actions AFTER INSERT ON dl_metadata_updates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_actions();
CREATE TRIGGER dl_refuse_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON dl_metadata_updates FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();

create table dl_migrations (
  number integer not null,
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null default now(),
  constraint dl_migrations_pkey PRIMARY KEY (number)
);

create table dl_mirror_status (
  table_id uuid not null,
  version bigint not null,
  state text not null default 'pending'::text,
  content_sha256 bytea,
  content_bytes bigint,
  etag text,
  published_at timestamp with time zone,
  attempts integer not null default 0,
  error_class text,
  error_message text,
  next_attempt_at timestamp with time zone,
  checkpoint_state text,
  checkpoint_error text,
  publisher_epoch bigint,
  constraint dl_mirror_status_pkey PRIMARY KEY (table_id, version),
  constraint dl_mirror_status_table_id_version_fkey FOREIGN KEY (table_id, version) REFERENCES dl_table_versions(table_id, version),
  constraint dl_mirror_status_checkpoint CHECK ((checkpoint_state = ANY (ARRAY['pending'::text, 'written'::text, 'verified'::text, 'failed'::text]))),
  constraint dl_mirror_status_state CHECK ((state = ANY (ARRAY['pending'::text, 'publishing'::text, 'published'::text, 'failed'::text, 'diverged'::text])))
);
CREATE INDEX dl_mirror_status_checkpoints ON dl_mirror_status USING btree (table_id, version DESC) WHERE (checkpoint_state IS NOT NULL);
CREATE INDEX dl_mirror_status_recent ON dl_mirror_status USING brin (published_at);
CREATE INDEX dl_mirror_status_unpublished ON dl_mirror_status USING btree (table_id, version) WHERE (state <> 'published'::text);

create table dl_mirrors (
  table_id uuid not null,
  target text not null,
  set_at timestamp with time zone not null default clock_timestamp(),
  state text not null default 'active'::text,
  reason text,
  published_version bigint not null default '-1'::integer,
  published_at timestamp with time zone,
  checkpoint_version bigint,
  checkpoint_error text,
  checkpoint_at timestamp with time zone,
  reconciled_at timestamp with time zone,
  log_start bigint not null default 0,
  failures jsonb not null default '[]'::jsonb,
  attempts integer not null default 0,
  error_class text,
  error_message text,
  failing_since timestamp with time zone,
  next_attempt_at timestamp with time zone,
  divergence_version bigint,
  divergence_kind text,
  holder uuid,
  holder_name text,
  epoch bigint not null default 0,
  lease_until timestamp with time zone,
  constraint dl_mirrors_target_key UNIQUE (target),
  constraint dl_mirrors_pkey PRIMARY KEY (table_id),
  constraint dl_mirrors_table_id_fkey FOREIGN KEY (table_id) REFERENCES dl_tables(table_id),
  constraint dl_mirrors_divergence CHECK ((divergence_kind = ANY (ARRAY['differs'::text, 'gap'::text, 'ahead'::text]))),
  constraint dl_mirrors_state CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'diverged'::text, 'refused'::text]))),
  constraint dl_mirrors_target_length CHECK (((octet_length(target) >= 1) AND (octet_length(target) <= 2000)))
) with (fillfactor=50);

create table dl_other_actions (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  name text not null,
  content text not null,
  line text,
  constraint dl_other_actions_pkey PRIMARY KEY (table_id, version, ordinal)
);
CREATE TRIGGER dl_check_actions AFTER INSERT ON dl_other_actions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_actions();
CREATE TRIGGER dl_refuse_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON dl_other_actions FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();

create table dl_protocol_updates (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  min_reader_version integer not null,
  min_writer_version integer not null,
  reader_features text[],
  writer_features text[],
  extra text,
  line text,
  constraint dl_protocol_updates_pkey PRIMARY KEY (table_id, version, ordinal)
);
CREATE TRIGGER dl_check_actions AFTER INSERT ON dl_protocol_updates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_actions();
CREATE TRIGGER dl_refuse_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON dl_protocol_updates FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();

create table dl_remove_files (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  file_key uuid not null,
  path text not null,
  deletion_timestamp bigint,
  data_change boolean not null,
  extended_file_metadata boolean,
  partition_values jsonb,
  size bigint,
  stats text,
  tags text,
  deletion_vector text,
  base_row_id bigint,
  default_row_commit_version bigint,
  extra text,
  line text,
  constraint dl_remove_files_pkey PRIMARY KEY (table_id, version, ordinal)
);
CREATE INDEX dl_remove_files_key ON dl_remove_files USING btree (table_id, file_key) INCLUDE (version);
CREATE TRIGGER dl_check_actions AFTER INSERT ON dl_remove_files REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_actions();
CREATE TRIGGER dl_refuse_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON dl_remove_files FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();
CREATE TRIGGER dl_retire_removed AFTER INSERT ON dl_remove_files REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_retire_removed();

create table dl_table_versions (
  table_id uuid not null,
  version bigint not null,
  kind text not null default 'commit'::text,
  commit_id uuid not null,
  committed_at timestamp with time zone not null,
  time_source text not null default 'clock'::text,
  committer text not null default CURRENT_USER,
  writer text not null default 'foreign'::text,
  operation text not null,
  operation_parameters text,
  read_version bigint,
  isolation_level text,
  is_blind_append boolean,
  engine_info text,
  commit_info text,
  commit_info_ordinal integer,
  commit_info_line text,
  framing text,
  num_actions integer not null,
  num_adds integer not null default 0,
  num_removes integer not null default 0,
  num_metadata integer not null default 0,
  num_protocol integer not null default 0,
  num_txns integer not null default 0,
  num_cdc integer not null default 0,
  num_domains integer not null default 0,
  num_others integer not null default 0,
  files_added bigint not null default 0,
  files_removed bigint not null default 0,
  bytes_added numeric(38,0) not null default 0,
  bytes_removed numeric(38,0) not null default 0,
  rows_added numeric(38,0),
  rows_removed numeric(38,0),
  total_files bigint not null,
  total_bytes numeric(38,0) not null,
  total_rows numeric(38,0),
  metadata_version bigint,
  protocol_version bigint,
  constraint dl_table_versions_commit_id_key UNIQUE (table_id, commit_id),
  constraint dl_table_versions_pkey PRIMARY KEY (table_id, version),
  constraint dl_table_versions_table_id_fkey FOREIGN KEY (table_id) REFERENCES dl_tables(table_id),
  constraint dl_table_versions_counts CHECK ((num_actions = ((((((((num_adds + num_removes) + num_metadata) + num_protocol) + num_txns) + num_cdc) + num_domains) + num_others) +
CASE
    WHEN (commit_info_ordinal IS NULL) THEN 0
    ELSE 1
END))),
  constraint dl_table_versions_kind CHECK ((kind = ANY (ARRAY['commit'::text, 'base'::text]))),
  constraint dl_table_versions_time_source CHECK ((time_source = ANY (ARRAY['clock'::text, 'in-commit'::text, 'commit-info'::text, 'file'::text]))),
  constraint dl_table_versions_totals CHECK (((total_files >= 0) AND (total_bytes >= (0)::numeric))),
  constraint dl_table_versions_version_range CHECK ((version >= 0))
);
CREATE INDEX dl_table_versions_bytes ON dl_table_versions USING btree (table_id, (((length(((bytes_added + bytes_removed))::text) * 10) + ("left"(((bytes_added + bytes_removed))::text, 1))::integer)), version DESC);
CREATE INDEX dl_table_versions_change ON dl_table_versions USING btree (table_id, ((
CASE
    WHEN (files_removed > 0) THEN 2
    WHEN (files_added > 0) THEN 1
    ELSE 0
END +
CASE
    WHEN (writer = 'foreign'::text) THEN 3
    ELSE 0
END)), version DESC);
CREATE INDEX dl_table_versions_committer ON dl_table_versions USING btree (table_id, "left"(committer, 200), version DESC);
CREATE INDEX dl_table_versions_files ON dl_table_versions USING btree (table_id, (((length(((files_added + files_removed))::text) * 10) + ("left"(((files_added + files_removed))::text, 1))::integer)), version DESC);
CREATE INDEX dl_table_versions_operation ON dl_table_versions USING btree (table_id, "left"(operation, 200), version DESC);
CREATE INDEX dl_table_versions_rows ON dl_table_versions USING btree (table_id, (((length(((rows_added + rows_removed))::text) * 10) + ("left"(((rows_added + rows_removed))::text, 1))::integer)), version DESC);
CREATE INDEX dl_table_versions_time ON dl_table_versions USING btree (table_id, committed_at DESC, version DESC);
CREATE TRIGGER dl_check_1_order AFTER INSERT ON dl_table_versions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_version_order();
CREATE TRIGGER dl_check_2_content AFTER INSERT ON dl_table_versions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_version_content();
CREATE TRIGGER dl_notify AFTER INSERT ON dl_table_versions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_notify_versions();
CREATE TRIGGER dl_refuse_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON dl_table_versions FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();

create table dl_tables (
  table_id uuid not null,
  name text not null,
  location text,
  current_version bigint not null default '-1'::integer,
  created_at timestamp with time zone not null default now(),
  properties jsonb not null default '{}'::jsonb,
  constraint dl_tables_name_key UNIQUE (name),
  constraint dl_tables_pkey PRIMARY KEY (table_id),
  constraint dl_tables_name_length CHECK (((octet_length(name) >= 1) AND (octet_length(name) <= 255))),
  constraint dl_tables_version_range CHECK ((current_version >= '-1'::integer))
) with (fillfactor=20, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=200);
CREATE TRIGGER dl_check_head AFTER UPDATE ON dl_tables REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_head();
CREATE TRIGGER dl_check_new_tables AFTER INSERT ON dl_tables REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_new_tables();
CREATE TRIGGER dl_refuse_truncate BEFORE TRUNCATE ON dl_tables FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();

create table dl_txn_actions (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  app_id text not null,
  txn_version bigint not null,
  last_updated bigint,
  extra text,
  line text,
  constraint dl_txn_actions_pkey PRIMARY KEY (table_id, version, ordinal)
);
CREATE INDEX dl_txn_actions_app ON dl_txn_actions USING btree (table_id, "left"(app_id, 200), version DESC);
CREATE TRIGGER dl_check_actions AFTER INSERT ON dl_txn_actions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dl_check_actions();
CREATE TRIGGER dl_refuse_rewrite BEFORE DELETE OR UPDATE OR TRUNCATE ON dl_txn_actions FOR EACH STATEMENT EXECUTE FUNCTION dl_refuse_rewrite();

create table dl_version_notes (
  table_id uuid not null,
  version bigint not null,
  bookmarked boolean not null default false,
  note text not null default ''::text,
  author text not null default CURRENT_USER,
  changed_at timestamp with time zone not null default clock_timestamp(),
  constraint dl_version_notes_pkey PRIMARY KEY (table_id, version),
  constraint dl_version_notes_table_id_version_fkey FOREIGN KEY (table_id, version) REFERENCES dl_table_versions(table_id, version),
  constraint dl_version_notes_content CHECK ((bookmarked OR (note <> ''::text))),
  constraint dl_version_notes_length CHECK ((octet_length(note) <= 16384))
);

CREATE OR REPLACE FUNCTION dl_check_actions()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO schema, 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION dl_check_head()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO schema, 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION dl_check_new_tables()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO schema, 'pg_temp'
AS $function$
declare bad record;
begin
  select n.table_id, n.current_version into bad from new_rows n where n.current_version <> -1 limit 1;
  if found then
    raise exception 'a new table has no version: its head is -1, not %', bad.current_version
      using errcode = 'DLC01', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_tables_head_recorded',
        detail = format('table %s', bad.table_id);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION dl_check_version_content()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO schema, 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION dl_check_version_order()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO schema, 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION dl_notify_versions()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO schema, 'pg_temp'
AS $function$
begin
  perform pg_notify('deltadesk', format('%s %s %s', tg_table_schema, n.table_id, max(n.version)))
    from new_rows n group by n.table_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION dl_refuse_rewrite()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO schema, 'pg_temp'
AS $function$
begin
  raise exception 'committed history is never rewritten: % of % refused', lower(tg_op), tg_table_name
    using errcode = 'DLC07', schema = tg_table_schema, table = tg_table_name, constraint = 'dl_history_kept',
      hint = 'Commit a new version that undoes the old one.';
end $function$;

CREATE OR REPLACE FUNCTION dl_retire_removed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO schema, 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
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
end $function$;
