import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest, type InngestFunction } from "inngest";
import { serveRoute } from "../serve-route";
import type { ServeRoute } from "./call-serve-route";
import { receiveEvents } from "./receive-events";

/** For tests: an app with functions of its own behind the project's serve route, on a free loopback port. */
export type TestApp = { client: Inngest.Any; route: ServeRoute; close(): Promise<void> };

const SIGNING_KEY = "c0ffee";

/** A client as `inngest/client.ts` makes it for the local runner, with a key of its own. */
export function testClient(): Inngest {
  return new Inngest({
    id: "test",
    isDev: false,
    signingKey: SIGNING_KEY,
    eventKey: "local-runner",
    baseUrl: "http://local-runner.invalid",
    fetch: receiveEvents,
    logger: silent,
  });
}

export async function serveTestApp(
  client: Inngest.Any,
  functions: readonly InngestFunction.Any[],
): Promise<TestApp> {
  const handlers = serveRoute(client, functions);
  const server = createServer((incoming, outgoing) => {
    answer(handlers, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    client,
    route: { origin: `http://127.0.0.1:${port}`, signingKey: SIGNING_KEY },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  handlers: ReturnType<typeof serveRoute>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const method = incoming.method as "GET" | "POST" | "PUT";
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const asked = new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method,
    headers: incoming.headers as Record<string, string>,
    body: method === "GET" ? undefined : Buffer.concat(chunks),
  });
  const said = (await handlers[method](asked as never, undefined)) as Response;
  outgoing.writeHead(said.status, Object.fromEntries(said.headers));
  outgoing.end(await said.text());
}

/** Functions that fail on purpose would fill the log. */
const silent = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
