/** Actions of `POST /control`: what a person does inside IT Glue, and what goes wrong around it. */
import { z } from "zod";
import { FAULT_KINDS } from "./faults";
import { FIELD_KINDS } from "./state";

const id = z.string().min(1);
const fault = z.object({
  action: z.literal("fault"),
  kind: z.enum(FAULT_KINDS),
  match: z.string().nullable().default(null),
  times: z.number().int().positive().nullable().default(null),
  afterRequests: z.number().int().nonnegative().default(0),
  retryAfter: z.union([z.number(), z.string()]).nullable().default(null),
  delayMs: z.number().nonnegative().nullable().default(null),
  location: z.string().nullable().default(null),
});

const immediate = z.discriminatedUnion("action", [
  /** Merges raw trait values by name-key; null removes one. Kinds are not checked: a number may be given as text. */
  z.object({ action: z.literal("set-traits"), assetId: id, traits: z.record(z.string(), z.unknown()) }),
  /** Traits by name-key, taken raw; the answer carries the new id. */
  z.object({
    action: z.literal("add-asset"),
    organizationId: id,
    assetTypeId: id,
    traits: z.record(z.string(), z.unknown()).default({}),
    archived: z.boolean().default(false),
  }),
  z.object({ action: z.literal("archive-asset"), assetId: id }),
  z.object({ action: z.literal("unarchive-asset"), assetId: id }),
  z.object({ action: z.literal("delete-asset"), assetId: id }),
  z.object({ action: z.literal("move-asset"), assetId: id, organizationId: id }),

  z.object({
    action: z.literal("rename-field"),
    fieldId: id,
    name: z.string().min(1),
    changeKey: z.boolean().default(false),
  }),
  z.object({ action: z.literal("delete-field"), fieldId: id }),
  z.object({
    action: z.literal("add-field"),
    assetTypeId: id,
    attributes: z.record(z.string(), z.unknown()),
  }),
  /** Changes the kind although assets have values, which the API refuses. */
  z.object({ action: z.literal("change-field-kind"), fieldId: id, kind: z.enum(FIELD_KINDS) }),
  z.object({ action: z.literal("disable-asset-type"), assetTypeId: id }),
  z.object({ action: z.literal("enable-asset-type"), assetTypeId: id }),
  z.object({ action: z.literal("delete-asset-type"), assetTypeId: id }),

  z.object({
    action: z.literal("add-organization"),
    accountId: id,
    name: z.string().min(1),
    organizationTypeId: id.nullable().default(null),
    organizationStatusId: id.nullable().default(null),
    parentId: id.nullable().default(null),
  }),
  z.object({ action: z.literal("rename-organization"), organizationId: id, name: z.string().min(1) }),
  z.object({ action: z.literal("delete-organization"), organizationId: id }),
  z.object({ action: z.literal("retype-organization"), organizationId: id, organizationTypeId: id }),
  z.object({ action: z.literal("set-organization-status"), organizationId: id, organizationStatusId: id }),
  /** Attributes as the API takes them; a person may set them on a PSA-synced organization too. */
  z.object({
    action: z.literal("set-organization"),
    organizationId: id,
    attributes: z.record(z.string(), z.unknown()),
  }),
  /** From now on the API changes nothing of it but alert, description and quick notes. */
  z.object({
    action: z.literal("psa-sync-organization"),
    organizationId: id,
    psaId: id.default("1"),
    psaIntegrationType: id.default("kaseya-bms"),
  }),
  z.object({ action: z.literal("psa-unsync-organization"), organizationId: id }),
  z.object({
    action: z.literal("add-organization-kind"),
    accountId: id,
    of: z.enum(["type", "status"]),
    name: z.string().min(1),
    synced: z.boolean().default(false),
  }),
  /** Renames an organization type or status, or says whether a PSA keeps it, which locks it for the API. */
  z.object({
    action: z.literal("set-organization-kind"),
    id,
    name: z.string().min(1).optional(),
    synced: z.boolean().optional(),
  }),
  z.object({ action: z.literal("delete-organization-kind"), id }),

  z.object({ action: z.literal("revoke-key"), key: z.string() }),
  z.object({ action: z.literal("restore-key"), key: z.string() }),
  /** Forgets every access and refresh token of an account, or of everyone. */
  z.object({ action: z.literal("revoke-tokens"), accountId: id.optional() }),
  /** Access tokens end now; refresh tokens stay good. */
  z.object({ action: z.literal("expire-tokens"), accountId: id.optional() }),

  fault,
  z.object({ action: z.literal("clear-faults") }),
  z.object({
    action: z.literal("switches"),
    set: z.strictObject({
      numbersAsStrings: z.boolean().optional(),
      noLinks: z.boolean().optional(),
      nullTotalCount: z.boolean().optional(),
      maxPageSize422: z.boolean().optional(),
      numericIncludedIds: z.boolean().optional(),
      strictSelect: z.boolean().optional(),
      renameChangesKey: z.boolean().optional(),
      timeoutOverRows: z.number().int().positive().nullable().optional(),
      latencyMs: z.number().int().nonnegative().optional(),
      rateLimit: z
        .strictObject({
          requests: z.number().int().nonnegative(),
          perSeconds: z.number().positive().default(300),
          retryAfter: z.enum(["none", "seconds", "date"]).default("seconds"),
        })
        .nullable()
        .optional(),
      numericParentIds: z.boolean().optional(),
      plainContentType: z.boolean().optional(),
      linkOrigin: z.string().nullable().optional(),
      tokenSeconds: z.number().int().positive().optional(),
    }),
  }),
  z.object({ action: z.literal("clear-requests") }),
  z.object({ action: z.literal("reset") }),
]);

export const controlAction = z.union([
  immediate,
  /** Takes `do` after that many more matching API calls have been answered. */
  z.object({
    action: z.literal("schedule"),
    afterRequests: z.number().int().positive(),
    match: z.string().nullable().default(null),
    do: immediate,
  }),
]);

export type ControlAction = z.infer<typeof immediate>;
export type ControlInput = z.input<typeof controlAction>;
