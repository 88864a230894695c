import { z } from "zod";
import { addressList } from "@/lib/domain/notifications/email-address";

/** Addresses of one field: more is a mailing list, which is an address of its own. */
const MOST_ADDRESSES = 20;

/** A list as it is typed or pasted, or one that was read before; each address once. Names the ones that are none. */
export const emailAddresses = z.union([z.string(), z.array(z.string())]).transform((typed, check) => {
  const { addresses, wrong } = addressList(typeof typed === "string" ? [typed] : typed);
  const fault = (message: string) => check.addIssue({ code: "custom", message });
  if (wrong.length > 0)
    fault(
      `${wrong.map((text) => `“${shortened(text)}”`).join(", ")} ${wrong.length === 1 ? "is not an e-mail address" : "are not e-mail addresses"}; correct ${wrong.length === 1 ? "it" : "them"}, such as name@example.com, or take ${wrong.length === 1 ? "it" : "them"} out`,
    );
  if (addresses.length > MOST_ADDRESSES)
    fault(
      `At most ${MOST_ADDRESSES} addresses are told, and these are ${addresses.length}; use the address of a mailing list`,
    );
  return addresses;
});

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
