/**
 * `npm run --silent preview < input.json`: the billing engine on the command line. One input or an array of them as JSON on
 * stdin (the shape of design.md 8), the items as JSON on stdout, exit 0. Bad input: exit 2 and one JSON object
 * `{"errors":[{"path","reason"}]}` on stdout with every fault.
 */
import { tryPreview } from "../domain/billing/preview";

const BAD_INPUT = 2;

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream)
    text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function preview(text: string): ReturnType<typeof tryPreview> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, errors: [{ path: "", reason: `not JSON: ${(error as SyntaxError).message}` }] };
  }
  return tryPreview(json);
}

const outcome = preview(await readAll(process.stdin));
const answer = outcome.ok ? outcome.result : { errors: outcome.errors };
process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
process.exitCode = outcome.ok ? 0 : BAD_INPUT;
