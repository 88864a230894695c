import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/** Failed sign-ins per key (a hash of company and e-mail, or of an address): reached only through narrow functions. */
export const signInThrottle = pgTable("sign_in_throttle", {
  key: text("key").primaryKey(),
  windowStartedAt: instant("window_started_at").notNull(),
  attempts: bigint("attempts", { mode: "number" }).notNull(),
});
