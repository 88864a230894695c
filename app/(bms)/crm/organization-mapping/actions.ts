"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { acceptSuggestions } from "@/lib/commands/organization-links/accept-suggestions";
import { linkOrganization } from "@/lib/commands/organization-links/link-organization";
import { makeLeading } from "@/lib/commands/organization-links/make-leading";
import { unlinkOrganization } from "@/lib/commands/organization-links/unlink-organization";
import { CommandRefused } from "@/lib/commands/refusal";
import { businessDate } from "@/lib/domain/regions";
import {
  acceptSuggestionsInput,
  linkOrganizationInput,
  makeLeadingInput,
  searchAccountsInput,
  searchOrganizationsInput,
  unlinkOrganizationInput,
  unlinkPreviewInput,
} from "@/lib/inputs/organization-links";
import { accountChoices, organizationChoices } from "@/lib/queries/organization-mapping/choices";
import { unlinkPreview } from "@/lib/queries/organization-mapping/unlink-preview";

/** Links an organization to an account; answers `{ version, organizationName, accountName }`. */
export const linkOrganizationAction = authorizedAction("accounts.manage")
  .inputSchema(linkOrganizationInput)
  .action(async ({ parsedInput, ctx }) => {
    const linked = await linkOrganization(ctx.command, parsedInput);
    refresh();
    return linked;
  });

/** Takes an organization off an account; answers `{ version, organizationName, endedLines }`. */
export const unlinkOrganizationAction = authorizedAction("accounts.manage")
  .inputSchema(unlinkOrganizationInput)
  .action(async ({ parsedInput, ctx }) => {
    const unlinked = await unlinkOrganization(ctx.command, parsedInput);
    refresh();
    return unlinked;
  });

/** Makes one of an account's organizations the leading one; answers `{ version, organizationName }`. */
export const makeLeadingAction = authorizedAction("accounts.manage")
  .inputSchema(makeLeadingInput)
  .action(async ({ parsedInput, ctx }) => {
    const leading = await makeLeading(ctx.command, parsedInput);
    refresh();
    return leading;
  });

/** Links what was suggested and still stands; answers an `AcceptedSuggestions`. */
export const acceptSuggestionsAction = authorizedAction("accounts.manage")
  .inputSchema(acceptSuggestionsInput)
  .action(async ({ parsedInput, ctx }) => {
    const accepted = await acceptSuggestions(ctx.command, parsedInput);
    refresh();
    return accepted;
  });

/** Accounts to link an organization to; answers `Choices<AccountChoice>`. */
export const searchAccountsAction = authorizedAction("accounts.manage")
  .inputSchema(searchAccountsInput)
  .action(({ parsedInput, ctx }) => accountChoices(ctx.session.scope, parsedInput));

/** Organizations to link to an account; answers `Choices<MappedOrganization>`. */
export const searchOrganizationsAction = authorizedAction("accounts.manage")
  .inputSchema(searchOrganizationsInput)
  .action(({ parsedInput, ctx }) => organizationChoices(ctx.session.scope, parsedInput));

/** What unlinking would mean; answers an `UnlinkPreview`. */
export const unlinkPreviewAction = authorizedAction("accounts.manage")
  .inputSchema(unlinkPreviewInput)
  .action(async ({ parsedInput, ctx }) => {
    const { now, tenant, scope } = ctx.command;
    const preview = await unlinkPreview(scope, parsedInput, businessDate(now(), tenant.timeZone).toString());
    if (!preview) throw new CommandRefused("not-found", { what: "link" });
    return preview;
  });
