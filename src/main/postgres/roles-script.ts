import { ACTION_TABLES } from './action-tables.ts'
import { isSchemaName } from './connection-config.ts'

export interface RolesWish {
  readonly schema: string
  readonly database: string
  /** The roles are called `<prefix>_owner`, `_reader`, `_writer` and `_mirror`. */
  readonly prefix: string
}

const LEDGER = ['dl_table_versions', ...Object.keys(ACTION_TABLES)]

/** True for what can stand before the names of roles: the same rule as for a schema, and short enough for what follows. */
export function isRolePrefix(prefix: string): boolean {
  return isSchemaName(prefix) && prefix.length <= 50
}

/**
 * SQL for an administrator that gives each kind of user a role with the rights that it needs and no others. Roles cannot
 * log in; grant them to users. It can be run again, and must be after a migration that adds a table. History is kept from
 * the writer by privilege as well as by triggers: it can add to the log and move a head, and change nothing (C7).
 */
export function rolesScript({ schema, database, prefix }: RolesWish): string {
  if (!isSchemaName(schema)) throw new Error(`${JSON.stringify(schema)} cannot be a schema`)
  if (!isRolePrefix(prefix)) throw new Error(`${JSON.stringify(prefix)} cannot be the beginning of a role's name`)
  const [owner, reader, writer, mirror] = ['owner', 'reader', 'writer', 'mirror'].map(role => `${prefix}_${role}`)
  const quotedDatabase = `"${database.replaceAll('"', '""')}"`
  return `-- Roles of Deltadesk for the schema ${schema}. Run as an administrator: psql -d ${quotedDatabase} -f this file.
begin;
do $$
declare name text;
begin
  foreach name in array array['${owner}', '${reader}', '${writer}', '${mirror}'] loop
    if not exists (select from pg_roles where rolname = name) then execute format('create role %I nologin', name); end if;
  end loop;
  -- Migrations are the owner's work: whoever is granted this role can make them.
  execute format('grant create on schema ${schema} to %I', '${owner}');
  for name in select format('%I', c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = '${schema}' and c.relkind in ('r', 'p') and c.relname like 'dl\\_%' loop
    execute format('alter table ${schema}.%s owner to %I', name, '${owner}');
  end loop;
  for name in select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = '${schema}' and p.proname like 'dl\\_%' loop
    execute format('alter function %s owner to %I', name, '${owner}');
  end loop;
end $$;

revoke create on schema ${schema} from public;
revoke temporary on database ${quotedDatabase} from public;
grant usage on schema ${schema} to ${owner}, ${reader}, ${writer}, ${mirror};
${revokeAll(schema, [reader, writer, mirror])}

-- Everybody may look.
do $$
declare name text;
begin
  for name in select format('%I', c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = '${schema}' and c.relkind in ('r', 'p') and c.relname like 'dl\\_%' loop
    execute format('grant select on ${schema}.%s to ${reader}, ${writer}, ${mirror}', name);
  end loop;
end $$;

-- A writer makes tables, adds to the log, moves heads and retires files. Staging by lock-last takes temporary tables.
grant insert on ${['dl_tables', ...LEDGER].map(table => `${schema}.${table}`).join(', ')} to ${writer};
grant update (current_version, properties) on ${schema}.dl_tables to ${writer};
grant update (removed_version) on ${schema}.dl_add_files to ${writer};
grant temporary on database ${quotedDatabase} to ${writer};

-- A mirror keeps its own account of what is published.
grant insert, update on ${schema}.dl_mirror_status to ${mirror};
commit;
`
}

function revokeAll(schema: string, roles: readonly (string | undefined)[]): string {
  return `revoke all on all tables in schema ${schema} from ${roles.join(', ')};`
}
