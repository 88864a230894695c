/** The field list of every generated asset type, and the licenses its assets name. */

export const LICENSES = [
  "Microsoft 365 Business Premium",
  "Microsoft 365 Business Standard",
  "Microsoft 365 Business Basic",
  "Microsoft 365 E3",
  "Exchange Online (Plan 1)",
  "Microsoft 365 E5",
  "Microsoft Defender for Business",
  "Microsoft 365 F3",
  "Power BI Pro",
  "Visio Plan 2",
  "Project Plan 3",
  "Teams Rooms Pro",
  "Dynamics 365 Sales, Enterprise",
  "Azure Virtual Machines Reserved Instance ",
] as const;

const TYPE_NAMES = [
  "Microsoft 365",
  "Backups",
  "Endpoint protection",
  "E-mail security",
  "Firewalls",
] as const;

export function generatedTypeName(index: number): string {
  return TYPE_NAMES[index] ?? `Asset type ${index + 1}`;
}

function field(order: number, name: string, kind: string, more: object = {}) {
  const attributes = { order, name, kind, "show-in-list": order <= 3, ...more };
  return { type: "flexible_asset_fields", attributes };
}

export const GENERATED_FIELDS = {
  "flexible-asset-fields": {
    data: [
      field(1, "License", "Text", { required: true, "use-for-title": true }),
      field(2, "Seats", "Number"),
      field(3, "Used", "Number"),
      field(4, "Monthly cost", "Number", { decimals: 2 }),
      field(5, "Term", "Select", { "default-value": "Monthly\r\nAnnual\r\n" }),
      field(6, "Renews on", "Date", { expiration: true }),
      field(7, "Assigned to", "Tag", { "tag-type": "Contacts" }),
      field(8, "Notes", "Textbox"),
    ],
  },
};
