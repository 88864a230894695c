/** A column's id, as TanStack Table makes it: the given one, or the key of the data with its dots replaced. */
export function columnId(definition: { id?: string; accessorKey?: unknown }): string {
  return definition.id ?? String(definition.accessorKey ?? "").replaceAll(".", "_");
}
