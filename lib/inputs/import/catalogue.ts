import type { AssetType } from "@/lib/domain/counting/count-rule";
import { indexByName, type NamedIndex } from "./find-named";

export type CatalogueAccount = {
  id: string;
  name: string;
  accountCode: string | null;
  currency: string | null;
  isActive: boolean;
};
export type CatalogueService = {
  id: string;
  name: string;
  description: string;
  unitPrice: string;
  unitCost: string | null;
  isActive: boolean;
};

/** What the names of a file are looked up in: records of one tenant. */
export type Catalogue = {
  accounts: readonly CatalogueAccount[];
  accountsByName: NamedIndex<CatalogueAccount>;
  accountsByCode: NamedIndex<CatalogueAccount>;
  servicesByName: NamedIndex<CatalogueService>;
  /** Null where IT Glue is not set up. */
  assetTypesByName: NamedIndex<AssetType> | null;
  /** The catalogue's prices are in it. */
  tenantCurrency: string;
};

export function catalogueOf(records: {
  accounts: readonly CatalogueAccount[];
  services: readonly CatalogueService[];
  assetTypes: readonly AssetType[] | null;
  tenantCurrency: string;
}): Catalogue {
  const { accounts, services, assetTypes, tenantCurrency } = records;
  return {
    accounts,
    accountsByName: indexByName(accounts, ({ name }) => name),
    accountsByCode: indexByName(accounts, ({ accountCode }) => accountCode),
    servicesByName: indexByName(services, ({ name }) => name),
    assetTypesByName: assetTypes && indexByName(assetTypes, ({ name }) => name),
    tenantCurrency,
  };
}
