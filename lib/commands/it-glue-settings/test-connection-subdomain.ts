import { and, eq, isNotNull } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { itGlueConnection } from "@/db/schema/it-glue";
import { asset } from "@/db/schema/mirror";
import { IT_GLUE_SERVERS, type ItGlueServer } from "@/lib/domain/regions";
import { type ItGlueAccount, ItGlueError, type ItGlueGateway } from "@/lib/itglue/port";
import type { CommandContext } from "../context";

/** Asset types that are asked for one asset each, before giving up: a type may well be empty. */
const TYPES_ASKED = 3;
const LONGEST_LOOK_MS = 8_000;

/**
 * The subdomain by which IT Glue itself addresses the account, as its assets' links show it; null where none is visible.
 * What the mirror holds is looked at first; IT Glue is asked for one asset of a few types otherwise. Never throws for
 * IT Glue: a test of the connection has its answer by then.
 */
export async function visibleSubdomain(
  ctx: CommandContext,
  server: ItGlueServer,
  account: ItGlueAccount,
  gateway: ItGlueGateway,
): Promise<string | null> {
  const mirrored = await mirroredLink(ctx, server, account.accountId);
  if (mirrored !== null) return subdomainOf(mirrored, server);
  try {
    return subdomainOf(await askedLink(gateway), server);
  } catch (error) {
    if (error instanceof ItGlueError) return null;
    throw error;
  }
}

async function mirroredLink(
  ctx: CommandContext,
  server: ItGlueServer,
  accountId: string,
): Promise<string | null> {
  const [row] = await withTenant(ctx.scope, (db) =>
    db
      .select({ resourceUrl: asset.resourceUrl })
      .from(asset)
      .innerJoin(
        itGlueConnection,
        and(eq(itGlueConnection.tenantId, asset.tenantId), eq(itGlueConnection.id, asset.connectionId)),
      )
      .where(
        and(
          eq(asset.tenantId, ctx.scope.tenantId),
          eq(itGlueConnection.server, server),
          eq(itGlueConnection.accountId, accountId),
          isNotNull(asset.resourceUrl),
        ),
      )
      .limit(1),
  );
  return row?.resourceUrl ?? null;
}

async function askedLink(gateway: ItGlueGateway): Promise<string | null> {
  const signal = AbortSignal.timeout(LONGEST_LOOK_MS);
  const types = (await gateway.assetTypes({ signal })).filter(({ isEnabled }) => isEnabled);
  for (const { id } of types.slice(0, TYPES_ASKED)) {
    const { records } = await gateway.assetPage({ assetTypeId: id, pageSize: 1 }, { signal });
    const link = records.find(({ resourceUrl }) => resourceUrl !== null)?.resourceUrl;
    if (link) return link;
  }
  return null;
}

/** "https://northwind.itglue.com/12/assets/records/34" → "northwind"; null for any other form. */
function subdomainOf(link: string | null, server: ItGlueServer): string | null {
  if (link === null || !URL.canParse(link)) return null;
  const ending = `.${IT_GLUE_SERVERS[server].webHost}`;
  const { host } = new URL(link);
  const label = host.endsWith(ending) ? host.slice(0, -ending.length) : "";
  return /^[a-z0-9-]+$/.test(label) ? label : null;
}
