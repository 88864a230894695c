/** Finds an account's records by id; each map is made when it is first asked for. */
import type { Account, Asset, AssetField, AssetType, Organization, TagTarget } from "./state";

type ById<Row> = { length: number; rows: Map<string, Row> };

/** Maps of long lists outlive their call; a test that changes a short one by hand sees it at once. */
const KEPT_FROM_ROWS = 1000;
const keptMaps = new WeakMap<object, ById<unknown>>();

function byId<Row extends { id: string }>(rows: Row[]): Map<string, Row> {
  const known = keptMaps.get(rows) as ById<Row> | undefined;
  if (known?.length === rows.length) return known.rows;
  const map = new Map(rows.map((row) => [row.id, row]));
  if (rows.length >= KEPT_FROM_ROWS) keptMaps.set(rows, { length: rows.length, rows: map });
  return map;
}

export class Lookups {
  private organizations: Map<string, Organization> | null = null;
  private types: Map<string, AssetType> | null = null;
  private assets: Map<string, Asset> | null = null;
  private targets: Map<string, TagTarget> | null = null;
  private readonly ordered = new Map<AssetType, AssetField[]>();

  constructor(readonly account: Account) {}

  organization(id: string | null): Organization | undefined {
    this.organizations ??= byId(this.account.organizations);
    return this.organizations.get(id ?? "");
  }

  assetType(id: string): AssetType | undefined {
    this.types ??= byId(this.account.assetTypes);
    return this.types.get(id);
  }

  asset(id: string): Asset | undefined {
    this.assets ??= byId(this.account.assets);
    return this.assets.get(id);
  }

  tagTarget(id: string): TagTarget | undefined {
    this.targets ??= byId(this.account.tagTargets);
    return this.targets.get(id);
  }

  /** The fields of a type in their own order. */
  fields(type: AssetType): AssetField[] {
    const known = this.ordered.get(type);
    if (known) return known;
    const fields = type.fields.toSorted((left, right) => left.order - right.order);
    this.ordered.set(type, fields);
    return fields;
  }
}
