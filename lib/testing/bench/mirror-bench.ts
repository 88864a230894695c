/** For the mirror's own tests: an emulator in this process, tenants connected to it, and what the database holds of them. */

import { eq, sql } from "drizzle-orm";
import { fetchOutsideTransactions, withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { itGlueConnection } from "@/db/schema/it-glue";
import {
  asset,
  assetPass,
  assetStaging,
  assetStagingUnchanged,
  assetTypeMirror,
  assetVersion,
} from "@/db/schema/mirror";
import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import { controlEmulator, emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { type EmulatorOptions, startEmulator } from "@/e2e/it-glue-emulator/start-emulator";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import type { CommandContext } from "@/lib/commands/context";
import { saveItGlueSettings } from "@/lib/commands/it-glue-settings/save-it-glue-settings";
import {
  openTenantGateway,
  proveTenantAccount,
  type TenantGateway,
} from "@/lib/commands/it-glue-settings/tenant-gateway";
import { seeingFills } from "@/lib/commands/mirror/first-fill";
import { type MirrorAssetTypeParts, mirrorAssetType } from "@/lib/commands/mirror/mirror-asset-type";
import { readAssetTypes } from "@/lib/commands/mirror/read-asset-types";
import { CommandRefused } from "@/lib/commands/refusal";
import { createItGlueGateway, type GatewayOptions } from "@/lib/itglue/http";
import { NORTHWIND } from "@/lib/testing/connected-tenant";
import { contextFor, makeTenant, type TestTenant } from "@/lib/testing/factories";

export type MirrorBench = Awaited<ReturnType<typeof startMirrorBench>>;

/** An emulator whose first account is the one tenants are connected to: Northwind's, or the generated one. */
export async function startMirrorBench(options: EmulatorOptions = {}) {
  const emulator = await startEmulator(options);
  const account = () => emulator.state.accounts[0]!;
  const assetTypeId = account().assetTypes.find(({ name }) => name === "Microsoft 365")!.id;
  const itGlue = (gateway: GatewayOptions = {}) =>
    createItGlueGateway({
      baseUrlOf: (server) => `${emulator.url}/${server}`,
      fetch: fetchOutsideTransactions,
      sleep: async () => undefined,
      ...gateway,
    });
  return {
    emulator,
    /** The account as it is now: a reset makes a new one. */
    account,
    assetTypeId,
    itGlue,
    control: (action: ControlInput) => controlEmulator(emulator.url, action),
    /** Assets of the type as IT Glue holds them now. */
    documented: () => account().assets.filter(({ typeId }) => typeId === assetTypeId),
    /** Paths of the calls for pages of assets since the last clearing. */
    pageCalls: async () =>
      (await emulatorRequests(emulator.url))
        .map(({ path }) => decodeURIComponent(path))
        .filter((path) => path.includes("/flexible_assets?")),
    /** A tenant connected to the account, its asset types read; pages of ten unless told. */
    connect: async (pageSize = 10) => {
      const tenant = await makeTenant();
      const ctx = contextFor(tenant, { itGlue: itGlue({ pageSize }) });
      await saveItGlueSettings(ctx, { ...NORTHWIND, apiKey: account().apiKeys[0]!.key });
      await readAssetTypes(ctx);
      const { connectionId } = await openTenantGateway(ctx);
      return { ...mirrorOf(tenant, ctx, assetTypeId), connectionId };
    },
    stop: () => emulator.close(),
  };
}

export type ConnectedMirror = ReturnType<typeof mirrorOf> & { connectionId: string };

function mirrorOf(tenant: TestTenant, ctx: CommandContext, assetTypeId: string) {
  const rows = <Row>(read: (db: Parameters<Parameters<typeof withTenant>[1]>[0]) => Promise<Row[]>) =>
    withTenant(tenant.scope, read);
  return {
    tenant,
    ctx,
    pass: (parts: Partial<MirrorAssetTypeParts> = {}, context = ctx) =>
      mirrorAssetType(context, assetTypeId, { open: () => openProved(context), ...parts }),
    assets: () => rows((db) => db.select().from(asset).orderBy(asset.id)),
    assetOf: (id: string) =>
      rows((db) => db.select().from(asset).where(eq(asset.id, id))).then(([row]) => row),
    versionsOf: (id: string) =>
      rows((db) =>
        db.select().from(assetVersion).where(eq(assetVersion.assetId, id)).orderBy(assetVersion.seenUntil),
      ),
    passes: () => rows((db) => db.select().from(assetPass).orderBy(assetPass.position)),
    /** Ids in staging, those that came unchanged and those that a first pass has filled in among them. */
    staged: async () => {
      const unchanged = await rows((db) => db.select().from(assetStagingUnchanged));
      const differing = await rows((db) => db.select().from(assetStaging));
      const filled = await rows((db) => filledIn(db, tenant.scope));
      return [...[...differing, ...filled].map(({ id }) => id), ...unchanged.flatMap(({ ids }) => ids)];
    },
    /** Assets that a first pass under way, or one that died, has written and nobody sees. */
    filled: () => rows((db) => filledIn(db, tenant.scope)),
    /** Lets time pass since a running pass was last heard of. */
    ageRunningPass: (minutes = 3) =>
      withTenant(tenant.scope, (db) =>
        db
          .update(assetPass)
          .set({
            progress: sql`${assetPass.progress} || jsonb_build_object('touchedAtMs', (${assetPass.progress} ->> 'touchedAtMs')::bigint - ${minutes * 60_000}::bigint)`,
          })
          .where(eq(assetPass.status, "running")),
      ),
    /** As if its passes had been begun under another IT Glue account. */
    movePassesTo: (connectionId: string) =>
      withTenant(tenant.scope, async (db) => {
        await db.insert(itGlueConnection).values({
          tenantId: tenant.id,
          id: connectionId,
          server: "eu",
          accountId: "1",
          accountName: "Left",
          firstProvedAt: "2026-01-01T00:00:00.000Z",
        });
        await db.update(assetPass).set({ connectionId });
        await seeingFills(db, tenant.scope, () => db.update(asset).set({ connectionId }));
      }),
    /** Ids staged with their content, since the mirror does not hold it. */
    stagedContents: () => rows((db) => db.select({ id: assetStaging.id }).from(assetStaging)),
    /** As if its assets had been hashed in another way, by an earlier version of this software. */
    hashOtherwise: () => withTenant(tenant.scope, (db) => db.update(asset).set({ contentHash: "other" })),
    /** What a crash of the database does to a table that is not logged. */
    loseStaging: () =>
      withTenant(tenant.scope, async (db) => {
        await db.delete(assetStaging);
        await db.delete(assetStagingUnchanged);
      }),
    /** All that a failed pass must leave as it was. */
    mirror: async () => ({
      assets: await rows((db) => db.select().from(asset).orderBy(asset.id)),
      versions: await rows((db) => db.select().from(assetVersion).orderBy(assetVersion.assetId)),
      types: await rows((db) => db.select().from(assetTypeMirror)),
    }),
  };
}

/** Rows of the mirror that the wall hides: those seen by passes, without those seen by everybody. */
async function filledIn(db: Db, scope: TenantScope) {
  const visible = await db.select({ id: asset.id }).from(asset);
  const ids = new Set(visible.map(({ id }) => id));
  const all = await seeingFills(db, scope, () => db.select().from(asset));
  return all.filter(({ id }) => !ids.has(id));
}

/** The way every stage of a run opens: the account is proved first. */
export async function openProved(ctx: CommandContext): Promise<TenantGateway> {
  const opened = await openTenantGateway(ctx);
  const proof = await proveTenantAccount(opened);
  if (!proof.ok) throw new CommandRefused("it-glue-other-account");
  return opened;
}

/** A process that dies when it asks for that page: no failure of IT Glue, so the pass is left as it stands. */
export function dyingAtPage(ctx: CommandContext, page: number): Promise<TenantGateway> {
  return openedBefore(ctx, {
    [page]: async () => {
      throw new Error("killed");
    },
  });
}

/** A gateway that does something before it asks for the first page, the second and so on. */
export async function openedBefore(
  ctx: CommandContext,
  work: Record<number, () => Promise<unknown>>,
): Promise<TenantGateway> {
  const opened = await openProved(ctx);
  let asked = 0;
  const { gateway } = opened;
  const assetPage: typeof gateway.assetPage = async (request, options) => {
    asked += 1;
    await work[asked]?.();
    return gateway.assetPage(request, options);
  };
  return {
    ...opened,
    gateway: new Proxy(gateway, {
      get: (target, key) => (key === "assetPage" ? assetPage : Reflect.get(target, key, target)),
    }),
  };
}
