import { afterFullPage, beginFullRead, judgeFullRead, readAgain } from "@/lib/domain/mirror/full-read";
import {
  type AssetPage,
  type AssetPageRequest,
  type AssetRecord,
  type AssetTypeRecord,
  type ItGlueAccount,
  ItGlueError,
  type ItGlueGateway,
  type OrganizationKindRecord,
  type OrganizationRecord,
} from "@/lib/itglue/port";

/** What IT Glue answered, or why it did not: told again as often as it is asked for. */
type Answer<Value> = { value: Value } | { error: unknown };

export type ReadInAdvance = {
  account: Answer<ItGlueAccount>;
  organizations: Answer<OrganizationRecord[]>;
  kinds: Answer<{ types: OrganizationKindRecord[]; statuses: OrganizationKindRecord[] }>;
  assetTypes: Answer<AssetTypeRecord[]>;
  /** All assets of each type, oldest first. */
  assets: Map<string, Answer<AssetRecord[]>>;
};

/**
 * Reads all that a night reads, each list whole, and keeps it in memory: a night can then be gone through without IT Glue. A
 * failure of IT Glue is kept in the place of what it kept from being read.
 * @throws what is no failure of IT Glue.
 */
export async function readInAdvance(
  gateway: ItGlueGateway,
  typeIds: readonly string[],
): Promise<ReadInAdvance> {
  const read: ReadInAdvance = {
    account: await answerOf(() => gateway.proveAccount()),
    organizations: await answerOf(async () => {
      const all = new Map<string, OrganizationRecord>();
      for await (const page of gateway.organizations()) for (const record of page) all.set(record.id, record);
      return [...all.values()];
    }),
    kinds: await answerOf(() => gateway.organizationKinds()),
    assetTypes: await answerOf(() => gateway.assetTypes()),
    assets: new Map(),
  };
  for (const typeId of typeIds) read.assets.set(typeId, await answerOf(() => wholeType(gateway, typeId)));
  return read;
}

async function answerOf<Value>(ask: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (!(error instanceof ItGlueError)) throw error;
    return { error };
  }
}

/** As a pass reads it, from the last page to the first, until it adds up. */
async function wholeType(gateway: ItGlueGateway, assetTypeId: string): Promise<AssetRecord[]> {
  let read = beginFullRead(null);
  let newest = new Map<string, AssetRecord>();
  while (true) {
    while (read.phase !== "done") {
      const page: AssetPage = await gateway.assetPage({ assetTypeId, at: read.at });
      for (const record of page.records) {
        const other = newest.get(record.id);
        if (!other || other.updatedAt <= record.updatedAt) newest.set(record.id, record);
      }
      read = afterFullPage(read, { ...page, records: page.records.length });
    }
    const gathered = { distinct: newest.size, digest: [...newest.keys()].sort().join(",") };
    const judgement = judgeFullRead(read, gathered);
    if (judgement.isWhole) return [...newest.values()];
    const again = readAgain(read, gathered);
    if (!again)
      throw new ItGlueError(
        "unavailable",
        `IT Glue's list of assets did not hold still: ${judgement.summary}`,
        200,
      );
    [read, newest] = [again, new Map()];
  }
}

/** Records of a page: what a pass writes at a time. */
const PAGE_SIZE = 1_000;

/** A gateway that answers from what was read in advance, and sends nothing to anybody. */
export function gatewayInAdvance(read: ReadInAdvance): ItGlueGateway {
  return {
    requests: 0,
    proveAccount: async () => told(read.account),
    organizations: () => pagesOf(read.organizations),
    organizationKinds: async () => told(read.kinds),
    assetTypes: async () => told(read.assetTypes),
    assets: ({ assetTypeId, organizationId }) =>
      organizationAssets(assetsOf(read, assetTypeId), organizationId),
    assetPage: async (request) => assetPage(assetsOf(read, request.assetTypeId), request),
    createOrganization: nothingSent,
    updateOrganization: nothingSent,
  };
}

/** Ends the sending of organizations as an outage would: what was read stands, the rest is left for a real run. */
async function nothingSent(): Promise<never> {
  throw new ItGlueError("unavailable", "A dry run sends nothing to IT Glue");
}

function told<Value>(answer: Answer<Value>): Value {
  if ("error" in answer) throw answer.error;
  return answer.value;
}

function assetsOf(read: ReadInAdvance, assetTypeId: string): AssetRecord[] {
  const answer = read.assets.get(assetTypeId);
  if (!answer) throw new ItGlueError("unavailable", "This asset type became billed while it was being read");
  return told(answer);
}

async function* pagesOf<Value>(answer: Answer<Value[]>): AsyncIterable<Value[]> {
  yield told(answer);
}

async function* organizationAssets(all: readonly AssetRecord[], organizationId: string) {
  yield all.filter((record) => record.organizationId === organizationId);
}

/** `at` is the number of the page, in words that are no address: a list of links, which can only be followed. */
function assetPage(all: readonly AssetRecord[], { newestFirst, at = null }: AssetPageRequest): AssetPage {
  const number = at === null ? 1 : Number(/^in-advance:(\d+)$/.exec(at)?.[1]);
  // The address of an earlier night's last page: it is forgotten, and the list read from its first page.
  if (Number.isNaN(number)) throw new ItGlueError("not-found", "Read in advance under other addresses", 404);
  const ordered = newestFirst
    ? [...all].sort((a, b) => (a.updatedAt === b.updatedAt ? 0 : a.updatedAt < b.updatedAt ? 1 : -1))
    : all;
  const next = number * PAGE_SIZE < all.length ? `in-advance:${number + 1}` : null;
  return { records: ordered.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE), next, total: all.length };
}
