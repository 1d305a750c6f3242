/** Everything that a stream gives, once it has ended. */
export async function allOf<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const event of events) all.push(event)
  return all
}

export async function lastOf<T>(events: AsyncIterable<T>): Promise<T | undefined> {
  return (await allOf(events)).at(-1)
}
