import { IT_GLUE_SERVERS, type ItGlueServer } from "@/lib/domain/regions";

export type ItGlueEnv = Readonly<Record<string, string | undefined>>;

/** The deployment is set up wrongly; nobody at a screen can mend it. */
export class ItGlueConfigurationError extends Error {
  override readonly name = "ItGlueConfigurationError";
}

/** What the process was started with; nothing where a runtime has no process. */
export function deploymentEnv(): ItGlueEnv {
  return typeof process === "undefined" ? {} : process.env;
}

const LOOPBACK_HOSTS = new Set(["127.0.0.1", "localhost", "[::1]"]);

function demoBase(value: string, env: ItGlueEnv): string {
  if (env.FLEXBILL_DEMO !== "1") {
    throw new ItGlueConfigurationError(
      "ITGLUE_BASE_URL is for the demo only: unset it, or set FLEXBILL_DEMO=1.",
    );
  }
  if (!URL.canParse(value)) throw new ItGlueConfigurationError("ITGLUE_BASE_URL is not a URL.");
  const url = new URL(value);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new ItGlueConfigurationError("ITGLUE_BASE_URL must begin with http:// or https://.");
  }
  if (!LOOPBACK_HOSTS.has(url.hostname) || url.username !== "" || url.password !== "") {
    throw new ItGlueConfigurationError(
      "ITGLUE_BASE_URL must name this machine: 127.0.0.1, localhost or [::1], without a user name.",
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw new ItGlueConfigurationError("ITGLUE_BASE_URL must have no query and no fragment.");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/**
 * The API base of an IT Glue server, without a slash at the end: "https://api.eu.itglue.com". The host comes from the
 * server list only; in the demo `ITGLUE_BASE_URL` puts the emulator in its place: "http://127.0.0.1:4611/eu".
 * @throws ItGlueConfigurationError for an unknown server, and where ITGLUE_BASE_URL is set but must not be followed.
 */
export function itGlueApiBase(server: ItGlueServer, env: ItGlueEnv = deploymentEnv()): string {
  if (!Object.hasOwn(IT_GLUE_SERVERS, server)) {
    throw new ItGlueConfigurationError(`There is no IT Glue server "${server}".`);
  }
  const override = env.ITGLUE_BASE_URL;
  if (override === undefined || override === "") return IT_GLUE_SERVERS[server].apiBase;
  return `${demoBase(override, env)}/${server}`;
}
