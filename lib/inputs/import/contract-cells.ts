import type { z } from "zod";
import type { HeaderField } from "../contract-header";
import { type CreateContractInput, createContractInput } from "../contracts";
import type { Catalogue, CatalogueAccount } from "./catalogue";
import { didYouMean, namedItems } from "./find-named";
import type { ColumnKey } from "./import-columns";
import { CYCLES, ISSUE_ON, type RowReader, YES_NO } from "./typed-cells";
import { noteIssues } from "./zod-faults";

/** What a row can say of a contract; the rest of its header is for its own form. */
export type ContractFields = Omit<z.output<typeof createContractInput>, "idForNew" | HeaderField>;

/** Stands for a record that was not found, so that the other fields can still be checked. */
export const NO_RECORD = "00000000-0000-4000-8000-000000000000";

const COLUMN_OF: Record<keyof ContractFields, ColumnKey> = {
  accountId: "account",
  name: "contractName",
  referenceNumber: "referenceNumber",
  billingCycle: "billingCycle",
  alignment: "calendarBased",
  anchorDay: "periodsBeginOn",
  issueInvoiceOn: "issueInvoiceOn",
  startOn: "contractStartOn",
  endOn: "contractEndOn",
  billedElsewhereThroughOn: "billedElsewhereThroughOn",
  currency: "currency",
};

/** The column in which a fact of the contract stands. */
export function columnOfContract(field: string): ColumnKey | null {
  return COLUMN_OF[field as keyof ContractFields] ?? null;
}

/** The contract that a row is of, checked as the contract form is; null where a cell of it is faulty. */
export function contractCells(
  reader: RowReader,
  account: CatalogueAccount | null,
  currency: string,
): ContractFields | null {
  const before = reader.faults.length;
  const billingCycle = reader.choice("billingCycle", CYCLES, null);
  const input: CreateContractInput = {
    accountId: account?.id ?? NO_RECORD,
    name: reader.text("contractName"),
    referenceNumber: reader.text("referenceNumber"),
    billingCycle,
    alignment: reader.choice("calendarBased", YES_NO, false)
      ? ("calendar" as const)
      : ("contract-start" as const),
    anchorDay: anchorDay(reader, billingCycle),
    issueInvoiceOn: reader.choice("issueInvoiceOn", ISSUE_ON, "start"),
    startOn: reader.text("contractStartOn"),
    endOn: reader.text("contractEndOn"),
    billedElsewhereThroughOn: reader.text("billedElsewhereThroughOn"),
    currency,
  };
  const parsed = createContractInput.safeParse(input);
  if (!parsed.success) noteIssues(reader, parsed.error, ([field]) => columnOfContract(String(field)));
  if (!parsed.success || account === null || reader.faults.length > before) return null;
  const { idForNew: _none, ...fields } = parsed.data;
  return fields;
}

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

function anchorDay(reader: RowReader, billingCycle: string): number | null {
  const typed = reader.text("periodsBeginOn").toLowerCase();
  if (typed === "") return null;
  const weekday = WEEKDAYS.indexOf(typed);
  if (weekday >= 0 && billingCycle === "weekly") return weekday + 1;
  if (weekday < 0 && /^\d{1,2}$/.test(typed) && billingCycle !== "weekly") return Number(typed);
  const wanted = billingCycle === "weekly" ? "a weekday such as Monday" : "a day of the month, 1 to 31";
  reader.fault(
    "periodsBeginOn",
    `“${reader.text("periodsBeginOn")}” is not ${wanted}; enter one, or leave it blank`,
  );
  return null;
}

/** The active account that a row names, by name, by code, or by both; a fault where there is none or more than one. */
export function accountOf(reader: RowReader, catalogue: Catalogue): CatalogueAccount | null {
  const { accountsByName, accountsByCode } = catalogue;
  const [name, code] = [reader.text("account"), reader.text("accountCode")];
  const refuse = (column: ColumnKey, message: string) => {
    reader.fault(column, message);
    return null;
  };
  if (name === "" && code === "") return refuse("account", "Enter the account's name or its account code");
  const named = name === "" ? catalogue.accounts : namedItems(accountsByName, name);
  if (named.length === 0)
    return refuse(
      "account",
      `There is no account “${name}”${didYouMean(accountsByName, name, (each) => each.name)}`,
    );
  const coded = code === "" ? named : namedItems(accountsByCode, code);
  if (coded.length === 0)
    return refuse(
      "accountCode",
      `No account has the account code “${code}”${didYouMean(accountsByCode, code, (each) => each.accountCode)}`,
    );
  const [found, ...others] = coded.filter((account) => named.includes(account));
  if (!found)
    return refuse("accountCode", `The account code “${code}” is not that of “${name}”: correct one of them`);
  if (others.length > 0)
    return refuse(
      code === "" ? "account" : "accountCode",
      `${others.length + 1} accounts are meant by this; give a name and an account code that only one has`,
    );
  if (!found.isActive)
    return refuse(
      name === "" ? "accountCode" : "account",
      `The account “${found.name}” is inactive: activate it first`,
    );
  return found;
}
