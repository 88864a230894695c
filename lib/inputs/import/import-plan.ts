/** What a dry run answers: plain data, shared by the command and its screen. */

/** `row` counts as a spreadsheet does, the header being row 1; null is the file as a whole. */
export type ImportFault = { row: number | null; column: string | null; message: string };

export type PlannedRow = {
  row: number;
  account: string;
  contract: string;
  line: string;
  /** "12 units", or what is counted in words; blank where that is faulty. */
  bills: string;
  /** Null where the row is faulty. */
  unitPrice: string | null;
  currency: string | null;
  startOn: string | null;
  outcome: "new" | "already-there" | "faulty";
  /** What is no fault and should be known before the import. */
  notes: string[];
};

export type ImportPlan = {
  /** Of the text and of everything that would be written: an import is approved for it alone. */
  hash: string;
  delimiter: string;
  counts: {
    /** Accounts that get something new. */
    accounts: number;
    contracts: number;
    lines: number;
    /** Of `lines`, those that count flexible assets and are not billed before their first count. */
    uncounted: number;
    alreadyThere: number;
    faultyRows: number;
  };
  rows: PlannedRow[];
  faults: ImportFault[];
};

export type ImportedContract = {
  contractId: string;
  contractNumber: number;
  name: string;
  accountName: string;
  /** Lines that were added to it. */
  lines: number;
  isNew: boolean;
};

export type ImportOutcome =
  | { outcome: "imported"; contracts: ImportedContract[]; lines: number; uncounted: number }
  /** Nothing was written: the plan is no longer the approved one, has faults, or has nothing that is new. */
  | { outcome: "changed" | "faulty" | "nothing-new"; plan: ImportPlan };
