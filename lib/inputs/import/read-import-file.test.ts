import { describe, expect, it } from "vitest";
import { IMPORT_COLUMNS } from "./import-columns";
import { planImportInput } from "./import-contracts";
import { MOST_ROWS } from "./import-limits";
import { readImportFile } from "./read-import-file";
import { importTemplate } from "./template";

const NEEDED = "Account,Contract name,Billing cycle,Contract start date,Service,Start date";
const ROW = "Acme,Managed,Monthly,2026-06-01,Seats,2026-06-01";

describe("an import file", () => {
  it("is the template, as it is downloaded: every column, no fault, two rows", () => {
    const { faults, rows, missing, delimiter } = readImportFile(importTemplate());
    expect(faults).toEqual([]);
    expect([...missing]).toEqual([]);
    expect(delimiter).toBe(",");
    expect(rows.map(({ row, cells }) => [row, cells.service, cells.condition1])).toEqual([
      [2, "Microsoft 365 Business Premium", "License=Business Premium|E3"],
      [3, "Backup", ""],
    ]);
  });

  it("has its columns in any order and case, with blanks around them", () => {
    const { rows, faults } = readImportFile(
      " service ;START DATE;account code;contract  name;Billing Cycle;Contract start date\r\n Seats ;2026-06-01;AC;Managed;Monthly;2026-06-01\r\n",
    );
    expect(faults).toEqual([]);
    expect(rows[0]!.cells).toMatchObject({
      service: "Seats",
      accountCode: "AC",
      contractName: "Managed",
      account: "",
    });
  });

  it("names every missing, unknown and repeated column", () => {
    const { faults } = readImportFile("Account,Contract name,Service,service,Qty,,\r\nA,B,C,D,1,x,\r\n");
    expect(faults.map(({ row, column, message }) => [row, column, message.split(":")[0]])).toEqual([
      [1, "service", "This column is there twice"],
      [1, "Qty", "This is no column of the import"],
      [1, "Column 6", "This is no column of the import"],
      [1, "Billing cycle", "This column is missing"],
      [1, "Contract start date", "This column is missing"],
      [1, "Start date", "This column is missing"],
    ]);
  });

  it("counts rows as a spreadsheet does: blank ones too, a value with line ends once", () => {
    const { rows } = readImportFile(`${NEEDED}\n${ROW}\n,,,,,\n\n"Acme\nCorp"${ROW.slice(4)}\n${ROW}`);
    expect(rows.map(({ row }) => row)).toEqual([2, 5, 6]);
  });

  it("lists each row with too many or too few values, and reads the others", () => {
    const { rows, faults } = readImportFile(`${NEEDED}\n${ROW},x\nAcme\n${ROW}\n`);
    expect(faults.map(({ row, message }) => [row, message.slice(0, 43)])).toEqual([
      [2, "This row has 7 values and the header has 6 "],
      [3, "This row has 1 values and the header has 6 "],
    ]);
    expect(rows.map(({ row }) => row)).toEqual([4]);
  });

  it.each([
    ["x,y\n1,2", "The first row names no column of the import"],
    [NEEDED, "There is no row below the header"],
    [
      `${NEEDED}\n${`${ROW}\n`.repeat(MOST_ROWS + 1)}`,
      `This file has 501 rows; an import takes at most ${MOST_ROWS}`,
    ],
  ])("that cannot be imported says why", (text, message) => {
    const { faults, rows } = readImportFile(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]!.message).toContain(message);
    expect(rows).toEqual([]);
  });

  it.each([
    [" \n", "Choose a file, or paste its rows"],
    ["é".repeat(210_000), "This file has 420 kB; an import takes at most 400 kB"],
  ])("is refused before it is read", (text, message) => {
    const parsed = planImportInput.safeParse({ text, fileName: "" });
    expect(parsed.error?.issues[0]?.message).toContain(message);
  });

  it("has headers that differ, and notes on each column", () => {
    const headers = IMPORT_COLUMNS.map(({ header }) => header.toLowerCase());
    expect(new Set(headers).size).toBe(headers.length);
    expect(IMPORT_COLUMNS.every(({ note }) => note.endsWith("."))).toBe(true);
  });
});
