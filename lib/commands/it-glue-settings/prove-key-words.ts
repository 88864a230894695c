import { IT_GLUE_SERVERS, type ItGlueServer } from "@/lib/domain/regions";
import type { ItGlueError } from "@/lib/itglue/port";

/** Why IT Glue gave no usable answer, and what to do: for the person at the form. */
export function whyUnreachable(
  server: ItGlueServer,
  { code, message, retryAfterSeconds }: ItGlueError,
): string {
  const { label, apiBase } = IT_GLUE_SERVERS[server];
  const host = new URL(apiBase).host;
  switch (code) {
    case "network":
      return `${whyNoNetwork(message, host)} Then try again.`;
    case "timeout":
    case "cancelled":
      return `IT Glue's ${label} server did not answer in time. Try again in a few minutes.`;
    case "rate-limited":
      return retryAfterSeconds === null
        ? "IT Glue has had too many calls from your company. Try again in five minutes."
        : `IT Glue has had too many calls from your company. Try again in ${retryAfterSeconds} seconds.`;
    case "unavailable":
      return `IT Glue's ${label} server is out of service at the moment. Try again in a few minutes.`;
    case "not-found":
      return "IT Glue took the key but shows no primary organization for it, which names your account.";
    default:
      return "IT Glue answered in a form that Flexbill does not know. Try again in a few minutes.";
  }
}

/** The gateway keeps the system's own code of a failed connection in its message ("ENOTFOUND"). */
function whyNoNetwork(message: string, host: string): string {
  if (/\b(ENOTFOUND|EAI_AGAIN|ENODATA)\b/.test(message))
    return `The name ${host} was not found (DNS): check the name service of the machine Flexbill runs on.`;
  if (/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS/.test(message))
    return `${host} could not prove who it is (certificate): check whether a proxy or firewall stands between.`;
  return `IT Glue could not be reached over the network: check that the machine Flexbill runs on may call ${host} on port 443.`;
}
