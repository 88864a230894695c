import type { AccountFields } from "@/lib/domain/organization-sync/synced-fields";

/** What of an account its organization has too, with blanks as "none". */
export function accountDetails({
  name,
  accountCode,
  typeName,
  statusName,
  parentAccountId,
}: AccountFields): AccountFields {
  return {
    name,
    accountCode: accountCode || null,
    typeName: typeName || null,
    statusName: statusName || null,
    parentAccountId,
  };
}
