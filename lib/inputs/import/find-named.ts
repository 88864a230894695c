import { editDistance } from "@/lib/domain/counting/edit-distance";
import { foldText } from "@/lib/domain/counting/trait-value";

export type NamedIndex<Item> = ReadonlyMap<string, readonly Item[]>;

/** Items by name as names are compared: trimmed, and upper and lower case alike. */
export function indexByName<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string | null,
): NamedIndex<Item> {
  const index = new Map<string, Item[]>();
  for (const item of items) {
    const key = foldText(nameOf(item) ?? "");
    if (key !== "") index.set(key, [...(index.get(key) ?? []), item]);
  }
  return index;
}

export function namedItems<Item>(index: NamedIndex<Item>, typed: string): readonly Item[] {
  return index.get(foldText(typed)) ?? [];
}

/** "; did you mean “Acme Corp”?" where exactly one name is a letter or two away; blank otherwise. */
export function didYouMean<Item>(
  index: NamedIndex<Item>,
  typed: string,
  nameOf: (item: Item) => string | null,
): string {
  const key = foldText(typed);
  const near = [...index].filter(([name]) => editDistance(name, key, key.length > 5 ? 2 : 1) !== null);
  const [only] = near;
  return only && near.length === 1 ? `; did you mean “${nameOf(only[1][0]!)}”?` : "";
}
