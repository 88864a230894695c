/**
 * `npm run --silent verify-receipt [-- <sha-256>] < receipt.json`: proves a downloaded receipt on any machine, without the
 * database. Recomputes its SHA-256, and the count from the assets in it; with the hash that Flexbill shows beside the
 * reading, also that it is that very receipt. Answers one JSON object; exit 0: proved, 1: it speaks against itself or
 * against the hash, 2: it is no receipt, or the hash is none.
 */
import { text } from "node:stream/consumers";
import { contentHash } from "../domain/content-hash";
import { type ReceiptFault, verifyReceipt } from "../domain/counting/receipt";

const DISPROVED = 1;
const BAD_INPUT = 2;

type Answer = {
  ok: boolean;
  /** SHA-256 of what was given, in canonical form; null where it is no JSON. */
  hash: string | null;
  /** The counted units, added up anew; null where they cannot be. */
  total: string | null;
  faults: ReceiptFault[];
};

async function verify(receipt: string, expected: string | undefined): Promise<Answer> {
  let json: unknown;
  try {
    json = JSON.parse(receipt);
  } catch (error) {
    return failed(null, [{ code: "unreadable", message: `Not JSON: ${(error as SyntaxError).message}` }]);
  }
  const hash = await contentHash(json);
  if (expected !== undefined && !/^[0-9a-f]{64}$/i.test(expected))
    return failed(hash, [{ code: "malformed", message: "A SHA-256 has 64 hexadecimal digits" }]);
  if (typeof json === "object" && json !== null && "note" in json)
    return failed(hash, [
      {
        code: "malformed",
        message:
          "This is a copy without restricted assets' names: ask somebody who may see them for the original",
      },
    ]);
  const proof = await verifyReceipt(receipt, expected ?? hash);
  return proof.ok ? { ok: true, hash, total: proof.total, faults: [] } : failed(hash, proof.faults);
}

function failed(hash: string | null, faults: ReceiptFault[]): Answer {
  return { ok: false, hash, total: null, faults };
}

const answer = await verify(await text(process.stdin), process.argv[2]);
process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
const isNoReceipt = answer.faults.some(({ code }) => code === "unreadable" || code === "malformed");
process.exitCode = answer.ok ? 0 : isNoReceipt ? BAD_INPUT : DISPROVED;
