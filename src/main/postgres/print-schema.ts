import type pg from 'pg'

/**
 * The catalog of one schema as text that reads like SQL: tables with their columns, constraints, indexes and triggers, then
 * functions. It depends on nothing but what migrations have made, so two schemas are alike when their prints are.
 */
export async function printSchema(client: pg.ClientBase, schema: string): Promise<string> {
  const tables = await client.query<{ name: string; options: string | null; columns: string[]; after: string[] }>({
    text: TABLES,
    values: [schema],
  })
  const functions = await client.query<{ definition: string }>({ text: FUNCTIONS, values: [schema] })
  const blocks = [
    ...tables.rows.map(({ name, options, columns, after }) => {
      const body = columns.map(column => `  ${column}`).join(',\n')
      const suffix = options === null ? '' : ` with (${options})`
      return [`create table ${name} (\n${body}\n)${suffix};`, ...after.map(line => `${line};`)].join('\n')
    }),
    ...functions.rows.map(({ definition }) => `${definition.trim()};`),
  ]
  return blocks.map(block => `${withoutSchema(block, schema)}\n`).join('\n')
}

const TABLES = `
  select c.relname as name, array_to_string(c.reloptions, ', ') as options,
      array(
        select format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
            || case when a.attnotnull then ' not null' else '' end
            || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
          from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          order by a.attnum
      ) || array(
        select format('constraint %I %s', conname, pg_get_constraintdef(oid))
          from pg_constraint where conrelid = c.oid and contype <> 'n' order by contype desc, conname
      ) as columns,
      array(
        select pg_get_indexdef(i.indexrelid) from pg_index i join pg_class n on n.oid = i.indexrelid
          where i.indrelid = c.oid and not exists (select from pg_constraint where conindid = i.indexrelid and conrelid = c.oid)
          order by n.relname
      ) || array(
        select pg_get_triggerdef(oid) from pg_trigger where tgrelid = c.oid and not tgisinternal order by tgname
      ) as after
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind = 'r'
    order by c.relname`

const FUNCTIONS = `
  select pg_get_functiondef(p.oid) as definition from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = $1 order by p.proname`

/** The schema's own name stands for itself, so that the print is the same wherever the tables live. */
function withoutSchema(text: string, schema: string): string {
  return text.replaceAll(`${schema}.`, '').replaceAll(`SET search_path TO '${schema}', `, `SET search_path TO schema, `)
}
