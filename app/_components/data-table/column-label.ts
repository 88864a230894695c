import type { AppColumnMeta } from "./app-table";

/** A column's words where its header is drawn elsewhere: in stacked rows and in the sort field. */
export function columnLabel(definition: { header?: unknown; meta?: AppColumnMeta }): string {
  return definition.meta?.label ?? (typeof definition.header === "string" ? definition.header : "");
}
