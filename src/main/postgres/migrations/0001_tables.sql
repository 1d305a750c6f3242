-- The log of every Delta table: who may be where, and what the database itself defends.
-- Runs inside the schema that search_path names; every key starts with table_id, so that the
-- log can be distributed by it.

create table dl_tables (
  table_id uuid primary key,
  name text not null,
  location text,
  current_version bigint not null default -1,
  created_at timestamptz not null default now(),
  properties jsonb not null default '{}',
  constraint dl_tables_name_key unique (name),
  constraint dl_tables_name_length check (octet_length(name) between 1 and 255),
  constraint dl_tables_version_range check (current_version >= -1)
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

create table dl_table_versions (
  table_id uuid not null references dl_tables (table_id),
  version bigint not null,
  kind text not null default 'commit',
  commit_id uuid not null,
  committed_at timestamptz not null,
  time_source text not null default 'clock',
  committer text not null default current_user,
  writer text not null default 'foreign',
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
  bytes_added numeric(38, 0) not null default 0,
  bytes_removed numeric(38, 0) not null default 0,
  rows_added numeric(38, 0),
  rows_removed numeric(38, 0),
  total_files bigint not null,
  total_bytes numeric(38, 0) not null,
  total_rows numeric(38, 0),
  metadata_version bigint,
  protocol_version bigint,
  primary key (table_id, version),
  constraint dl_table_versions_commit_id_key unique (table_id, commit_id),
  constraint dl_table_versions_version_range check (version >= 0),
  constraint dl_table_versions_kind check (kind in ('commit', 'base')),
  constraint dl_table_versions_time_source check (time_source in ('clock', 'in-commit', 'commit-info', 'file')),
  constraint dl_table_versions_counts check (
    num_actions = num_adds + num_removes + num_metadata + num_protocol + num_txns + num_cdc + num_domains + num_others
      + case when commit_info_ordinal is null then 0 else 1 end
  ),
  constraint dl_table_versions_totals check (total_files >= 0 and total_bytes >= 0)
);
create index dl_table_versions_time on dl_table_versions (table_id, committed_at desc, version desc);
-- Each term of a history filter is a range of one of these, newest first. Names may be longer than a b-tree key can be; sizes
-- go by their number of digits and the first of these, so that "more than" is some ranges that are each in the order of
-- versions, of which all but one hold nothing else.
create index dl_table_versions_operation on dl_table_versions (table_id, left(operation, 200), version desc);
create index dl_table_versions_committer on dl_table_versions (table_id, left(committer, 200), version desc);
-- What a commit did to files (0 nothing, 1 added, 2 removed), and 3 more for a foreign writer: terms and their opposites are some
-- of these six.
create index dl_table_versions_change on dl_table_versions
  (table_id, (case when files_removed > 0 then 2 when files_added > 0 then 1 else 0 end
    + case when writer = 'foreign' then 3 else 0 end), version desc);
create index dl_table_versions_files on dl_table_versions
  (table_id, (length((files_added + files_removed)::text) * 10 + left((files_added + files_removed)::text, 1)::int4), version desc);
create index dl_table_versions_bytes on dl_table_versions
  (table_id, (length((bytes_added + bytes_removed)::text) * 10 + left((bytes_added + bytes_removed)::text, 1)::int4), version desc);
create index dl_table_versions_rows on dl_table_versions
  (table_id, (length((rows_added + rows_removed)::text) * 10 + left((rows_added + rows_removed)::text, 1)::int4), version desc);

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
  primary key (table_id, version, ordinal),
  constraint dl_add_files_removed_after check (removed_version is null or removed_version > version)
);
do $$ begin
  -- Writes wide values several times faster than pglz; not every server is built with it, and version 13 cannot choose.
  execute 'alter table dl_add_files alter stats set compression lz4, alter line set compression lz4';
exception when feature_not_supported or syntax_error then null;
end $$;
create unique index dl_add_files_live on dl_add_files (table_id, file_key) where removed_version is null;
-- What a snapshot adds up, without a look at the files themselves; in the order of the log, so that a commit appends to it. Its
-- condition is one that no writer states: to a writer, whose plans were made while tables were empty, this would look as good
-- as the index by file.
create index dl_add_files_present on dl_add_files (table_id, version, ordinal)
  include (size, num_records, num_deleted) where coalesce(removed_version, -1) < 0;
create index dl_add_files_retired on dl_add_files (table_id, removed_version, version) where removed_version is not null;

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
  primary key (table_id, version, ordinal)
);
create index dl_remove_files_key on dl_remove_files (table_id, file_key) include (version);

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
  primary key (table_id, version, ordinal)
);

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
  primary key (table_id, version, ordinal)
);

create table dl_txn_actions (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  app_id text not null,
  txn_version bigint not null,
  last_updated bigint,
  extra text,
  line text,
  primary key (table_id, version, ordinal)
);
create index dl_txn_actions_app on dl_txn_actions (table_id, left(app_id, 200), version desc);

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
  primary key (table_id, version, ordinal)
);

create table dl_domain_metadata (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  domain text not null,
  configuration text not null,
  removed boolean not null,
  extra text,
  line text,
  primary key (table_id, version, ordinal)
);
create index dl_domain_metadata_domain on dl_domain_metadata (table_id, left(domain, 200), version desc);

create table dl_other_actions (
  table_id uuid not null,
  version bigint not null,
  ordinal integer not null,
  name text not null,
  content text not null,
  line text,
  primary key (table_id, version, ordinal)
);

create table dl_mirror_status (
  table_id uuid not null,
  version bigint not null,
  state text not null default 'pending',
  content_sha256 bytea,
  content_bytes bigint,
  etag text,
  published_at timestamptz,
  attempts integer not null default 0,
  error_class text,
  error_message text,
  next_attempt_at timestamptz,
  checkpoint_state text,
  checkpoint_error text,
  publisher_epoch bigint,
  primary key (table_id, version),
  foreign key (table_id, version) references dl_table_versions (table_id, version),
  constraint dl_mirror_status_state check (state in ('pending', 'publishing', 'published', 'failed', 'diverged')),
  constraint dl_mirror_status_checkpoint check (checkpoint_state in ('pending', 'written', 'verified', 'failed'))
);
-- Where a table is mirrored to and since when, how far that is, and who does it: the holder of the lease, which the epoch
-- counts. Commit files before log_start were removed on demand; failures are the newest failed attempts.
create table dl_mirrors (
  table_id uuid primary key references dl_tables (table_id),
  target text not null,
  set_at timestamptz not null default clock_timestamp(),
  state text not null default 'active',
  reason text,
  published_version bigint not null default -1,
  published_at timestamptz,
  checkpoint_version bigint,
  checkpoint_error text,
  checkpoint_at timestamptz,
  reconciled_at timestamptz,
  log_start bigint not null default 0,
  failures jsonb not null default '[]',
  attempts integer not null default 0,
  error_class text,
  error_message text,
  failing_since timestamptz,
  next_attempt_at timestamptz,
  divergence_version bigint,
  divergence_kind text,
  holder uuid,
  holder_name text,
  epoch bigint not null default 0,
  lease_until timestamptz,
  constraint dl_mirrors_target_key unique (target),
  constraint dl_mirrors_target_length check (octet_length(target) between 1 and 2000),
  constraint dl_mirrors_state check (state in ('active', 'paused', 'diverged', 'refused')),
  constraint dl_mirrors_divergence check (divergence_kind in ('differs', 'gap', 'ahead'))
) with (fillfactor = 50);

create index dl_mirror_status_checkpoints on dl_mirror_status (table_id, version desc) where checkpoint_state is not null;
create index dl_mirror_status_unpublished on dl_mirror_status (table_id, version) where state <> 'published';
create index dl_mirror_status_recent on dl_mirror_status using brin (published_at);

-- What people say of versions. It is no part of the log: a note can be changed and taken back.
create table dl_version_notes (
  table_id uuid not null,
  version bigint not null,
  bookmarked boolean not null default false,
  note text not null default '',
  author text not null default current_user,
  changed_at timestamptz not null default clock_timestamp(),
  primary key (table_id, version),
  foreign key (table_id, version) references dl_table_versions (table_id, version),
  constraint dl_version_notes_length check (octet_length(note) <= 16384),
  constraint dl_version_notes_content check (bookmarked or note <> '')
);
