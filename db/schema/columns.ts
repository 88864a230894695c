import { customType, uuid } from "drizzle-orm/pg-core";
import { decimal, formatDecimal, UNIT_PRICE_SCALE, UNITS_SCALE } from "@/lib/domain/decimal";

/** An instant as ISO text in UTC with milliseconds ("2026-06-01T04:15:00.000Z"), whatever form the driver gives it. */
export const instant = customType<{ data: string; driverData: string | Date }>({
  dataType: () => "timestamp (3) with time zone",
  fromDriver: (value) => new Date(value).toISOString(),
});

/** A calendar date as ISO text ("2026-06-10"). Drivers are told never to make a `Date` of it (proration.md 2.8). */
export const calendarDate = customType<{ data: string; driverData: string }>({
  dataType: () => "date",
});

/** Bytes, read back as a `Uint8Array` from every driver. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (value) => new Uint8Array(value),
});

/** A quantity: decimal text of at most four places, in its shortest form ("10", "2.5") (design.md 4). */
export const units = customType<{ data: string; driverData: string }>({
  dataType: () => `numeric(20, ${UNITS_SCALE})`,
  fromDriver: (value) => formatDecimal(decimal(value, UNITS_SCALE), UNITS_SCALE),
});

/** A price of one unit: decimal text of two to eight places ("10.00", "0.00125") (design.md 7). */
export const unitPrice = customType<{ data: string; driverData: string }>({
  dataType: () => `numeric(20, ${UNIT_PRICE_SCALE})`,
  fromDriver: (value) => formatDecimal(decimal(value, UNIT_PRICE_SCALE), UNIT_PRICE_SCALE, 2),
});

export const id = () => uuid("id").notNull().defaultRandom();

export const tenantId = () => uuid("tenant_id").notNull();
