import { DEMO_KEYS } from "@/e2e/it-glue-emulator/demo-data";
import { DEMO_PASSWORD, DEMO_PEOPLE } from "@/lib/auth/demo-people";
import type { DemoPorts } from "./environment";

/** What a person needs to begin: addresses, who can sign in, and which key to paste where. */
export function announcement(ports: DemoPorts, folder: string): string {
  const people = DEMO_PEOPLE.map(
    ({ company, email, role }) => `  ${company.padEnd(11)}${email.padEnd(28)}${role}`,
  );
  return [
    "",
    `Flexbill          http://127.0.0.1:${ports.app}`,
    `IT Glue emulator  http://127.0.0.1:${ports.emulator}  (change there what is documented)`,
    "",
    `Sign in with company and e-mail; the password of all is ${DEMO_PASSWORD}`,
    ...people,
    "",
    "Then enter under Admin > My Company > IT Glue Settings:",
    `  northwind  IT Glue server US, API key ${DEMO_KEYS.northwind}`,
    `  bluefin    IT Glue server EU, API key ${DEMO_KEYS.bluefin}`,
    "",
    `Everything is kept in ${folder} and is there again at the next start. Ctrl-C stops the demo.`,
    "",
  ].join("\n");
}
