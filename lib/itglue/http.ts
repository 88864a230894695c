import type { ItGlueServer } from "@/lib/domain/regions";
import { assetQuery, assetsOf } from "./asset-list";
import { itGlueApiBase } from "./base-url";
import { Caller, type CallerParts, type Read, type Timeouts } from "./caller";
import { type ListRequest, readList } from "./list-reader";
import { newOrganizationBody, organizationBody } from "./organization-body";
import { firstPage, halvedPage, nextPage, withinApi } from "./paging";
import {
  type AssetFilter,
  type AssetPage,
  type AssetPageRequest,
  type AssetTypeRecord,
  type ItGlueAccount,
  ItGlueError,
  type ItGlueGateway,
  type ItGlueGatewayFactory,
  type ItGlueTarget,
  type OrganizationKindRecord,
  type OrganizationRecord,
  type OrganizationValues,
  type ReadOptions,
} from "./port";
import { inProcessBudget } from "./request-budget";
import {
  type BareAssetType,
  type Envelope,
  type FieldOfType,
  readAssetType,
  readEnvelope,
  readField,
  readOrganization,
  readOrganizationKind,
  readWrittenOrganization,
} from "./wire";

export type GatewayOptions = {
  /** API base of a server; the server list, or the demo's emulator. */
  baseUrlOf?: (server: ItGlueServer) => string;
  fetch?: typeof fetch;
  sleep?: CallerParts["sleep"];
  /** Milliseconds since 1970. */
  now?: () => number;
  /** From 0 to 1. */
  random?: () => number;
  /** Records asked for at a time; IT Glue gives 1000 at most. */
  pageSize?: number;
  /** Attempts per request (3). */
  attempts?: number;
  timeouts?: Partial<Timeouts>;
};

const LARGEST_PAGE = 1000;
const DEFAULT_TIMEOUTS: Timeouts = { requestMs: 20_000, readMs: 120_000, waitMs: 60_000 };

/** Waits on a timer; resolves early when `signal` aborts. */
function sleepOnTimer(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal?.addEventListener("abort", wake, { once: true });
  });
}

type TypeWithFields = BareAssetType & { fields: FieldOfType["field"][] | null };

/** Types of a page with the fields included beside them; `fields` is null where not all of a type's came along. */
function typesOf({ data, included }: Envelope): TypeWithFields[] {
  const fields = (included ?? []).map(readField);
  return data.map((value) => {
    const type = readAssetType(value);
    const own = fields.filter(
      ({ typeId, field }) => typeId === type.id || (typeId === null && type.fieldIds?.includes(field.id)),
    );
    const isComplete =
      own.length > 0 && (type.fieldIds ?? []).every((id) => own.some(({ field }) => field.id === id));
    return { ...type, fields: isComplete ? own.map(({ field }) => field) : null };
  });
}

class HttpGateway implements ItGlueGateway {
  constructor(
    private readonly caller: Caller,
    private readonly base: string,
    private readonly pageSize: number,
  ) {}

  get requests(): number {
    return this.caller.requests;
  }

  async proveAccount({ signal }: ReadOptions = {}): Promise<ItGlueAccount> {
    const rows = await this.list(this.caller.startRead(signal), {
      path: "/organizations",
      query: { "filter[primary]": "true", sort: "id" },
      rowsOf: ({ data }) => data.map(readOrganization),
    });
    const [primary, ...others] = rows.filter(({ isPrimary }) => isPrimary);
    if (!primary) {
      throw new ItGlueError("not-found", "IT Glue shows no primary organization under this credential", 200);
    }
    if (others.length > 0) {
      throw new ItGlueError("malformed", "IT Glue shows more than one primary organization", 200);
    }
    return { accountId: primary.id, accountName: primary.name };
  }

  async *organizations({ signal }: ReadOptions = {}) {
    const rows = await this.list(this.caller.startRead(signal), {
      path: "/organizations",
      query: { sort: "id" },
      rowsOf: ({ data }) => data.map(readOrganization),
    });
    yield* this.pages(rows);
  }

  async assetTypes({ signal }: ReadOptions = {}): Promise<AssetTypeRecord[]> {
    const read = this.caller.startRead(signal);
    const types = await this.list(read, {
      path: "/flexible_asset_types",
      query: { include: "flexible_asset_fields", sort: "id" },
      rowsOf: typesOf,
    });
    const records: AssetTypeRecord[] = [];
    for (const { id, name, isEnabled, fields } of types) {
      const found = fields ?? (await this.fieldsOf(read, id));
      records.push({
        id,
        name,
        isEnabled,
        fields: found.toSorted((left, right) => left.order - right.order),
      });
    }
    return records;
  }

  async *assets(filter: Required<AssetFilter>, { signal }: ReadOptions = {}) {
    const rows = await this.list(this.caller.startRead(signal), {
      path: "/flexible_assets",
      query: assetQuery(filter),
      rowsOf: ({ data }) => assetsOf(filter, data),
    });
    yield* this.pages(rows);
  }

  async assetPage(request: AssetPageRequest, { signal }: ReadOptions = {}): Promise<AssetPage> {
    const size = Math.min(request.pageSize ?? this.pageSize, LARGEST_PAGE);
    const address = request.at
      ? withinApi(this.base, request.at)
      : firstPage(this.base, "/flexible_assets", assetQuery(request), size);
    const answer = await this.caller.getJson(this.caller.startRead(signal), address, halvedPage);
    const envelope = readEnvelope(answer.json);
    const records = new Map(assetsOf(request, envelope.data).map((record) => [record.id, record]));
    const next = nextPage(this.base, answer.url, envelope);
    if (next === address || next === answer.url) {
      throw new ItGlueError("malformed", "IT Glue's list leads back to itself", 200);
    }
    return { records: [...records.values()], next, total: envelope.meta["total-count"] };
  }

  async organizationKinds({ signal }: ReadOptions = {}) {
    const read = this.caller.startRead(signal);
    const kinds = (path: string): Promise<OrganizationKindRecord[]> =>
      this.list(read, { path, query: { sort: "id" }, rowsOf: ({ data }) => data.map(readOrganizationKind) });
    const types = await kinds("/organization_types");
    return { types, statuses: await kinds("/organization_statuses") };
  }

  createOrganization(values: OrganizationValues, { signal }: ReadOptions = {}): Promise<OrganizationRecord> {
    const write = {
      method: "POST",
      url: `${this.base}/organizations`,
      body: newOrganizationBody(values),
    } as const;
    return this.caller.send(this.caller.startRead(signal), write, readWrittenOrganization);
  }

  updateOrganization(
    id: string,
    values: Partial<OrganizationValues>,
    { signal }: ReadOptions = {},
  ): Promise<OrganizationRecord> {
    const url = `${this.base}/organizations/${encodeURIComponent(id)}`;
    const write = { method: "PATCH", url, body: organizationBody(values) } as const;
    return this.caller.send(this.caller.startRead(signal), write, readWrittenOrganization);
  }

  private async fieldsOf(read: Read, typeId: string): Promise<FieldOfType["field"][]> {
    const path = `/flexible_asset_types/${encodeURIComponent(typeId)}/relationships/flexible_asset_fields`;
    const rowsOf = ({ data }: Envelope) => data.map((value) => readField(value).field);
    return this.list(read, { path, query: {}, rowsOf });
  }

  private list<Row extends { id: string }>(
    read: Read,
    list: Omit<ListRequest<Row>, "base" | "pageSize">,
  ): Promise<Row[]> {
    return readList(this.caller, read, { ...list, base: this.base, pageSize: this.pageSize });
  }

  private *pages<Row>(rows: Row[]): Generator<Row[]> {
    for (let start = 0; start < rows.length; start += this.pageSize) {
      yield rows.slice(start, start + this.pageSize);
    }
  }
}

/**
 * Makes the gateway over HTTP. Nothing of a list is handed out before the whole list has been proved, so pages never
 * hold a part of what IT Glue has. Runs where there is only fetch and WebCrypto.
 * Methods throw ItGlueError only; the factory itself throws ItGlueConfigurationError for a wrong set-up.
 */
export function createItGlueGateway(options: GatewayOptions = {}): ItGlueGatewayFactory {
  const { baseUrlOf = itGlueApiBase, pageSize = LARGEST_PAGE, attempts = 3 } = options;
  return ({ server, credential, budget = inProcessBudget }: ItGlueTarget) => {
    const caller = new Caller({
      credential,
      budget,
      attempts,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      sleep: options.sleep ?? sleepOnTimer,
      now: options.now ?? Date.now,
      random: options.random ?? Math.random,
      timeouts: { ...DEFAULT_TIMEOUTS, ...options.timeouts },
    });
    return new HttpGateway(caller, baseUrlOf(server).replace(/\/+$/, ""), pageSize);
  };
}
