import { type AddressInfo, connect } from "node:net";
import { createWebSocketStream, WebSocketServer } from "ws";

export type WebSocketProxy = {
  /** For `neonConfig.wsProxy`: "127.0.0.1:<port>/v1". */
  address: string;
  /** Connections opened so far, and those open now. */
  opened: () => number;
  open: () => number;
  stop: () => Promise<void>;
};

/**
 * What stands before a Postgres server for Neon's driver: a WebSocket carries the bytes of one connection to the server
 * that `?address=host:port` names. Lets through to `allowed` alone, and listens on loopback.
 * @param allowed the server's "host:port".
 */
export async function startWebSocketProxy(allowed: string): Promise<WebSocketProxy> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/v1" });
  let opened = 0;
  server.on("connection", (socket, request) => {
    const address = new URL(request.url ?? "/", "ws://127.0.0.1").searchParams.get("address");
    if (address !== allowed) return socket.close(1008, "not this server");
    opened += 1;
    const [host, port] = allowed.split(":");
    const upstream = connect(Number(port), host);
    const stream = createWebSocketStream(socket);
    // Whichever side breaks off takes the other with it; what was under way fails at the driver, as it should.
    for (const [one, other] of [
      [stream, upstream],
      [upstream, stream],
    ]) {
      one!.on("error", () => other!.destroy());
      one!.pipe(other!);
    }
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}/v1`,
    opened: () => opened,
    open: () => server.clients.size,
    stop: async () => {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
