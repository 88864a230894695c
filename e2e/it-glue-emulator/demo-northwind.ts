/** IT Glue account "Northwind MSP" on the US server: 25 customers with plausible documentation, and the traps. */
import { DemoBuilder, TYPE_DEFINITIONS, type TypeName } from "./demo-builder";
import { addTraps } from "./demo-traps";
import type { Account, Organization, TagTarget } from "./state";

/** Name, short name, people. RK Fabrics is documented by hand below, the Harbor practices with the traps. */
const CUSTOMERS: readonly [name: string, shortName: string, people: number][] = [
  ["Alder Ridge Veterinary", "ALDER", 14],
  ["Beacon Street Law", "BEACON", 22],
  ["Cascade Outfitters", "CASCADE", 31],
  ["Copperline Electric", "COPPER", 18],
  ["Dunmore Accounting", "DUNMORE", 9],
  ["Elm City Bakery", "ELM", 12],
  ["Fairview Pediatrics", "FAIRVIEW", 26],
  ["Glenwood Properties", "GLENWOOD", 16],
  ["Hollis Engineering", "HOLLIS", 44],
  ["Ironbridge Logistics", "IRON", 58],
  ["Juniper Landscape", "JUNIPER", 11],
  ["Keller & Sons, Inc.", "KELLER", 37],
  ["Kestrel Aviation", "KESTREL", 63],
  ["Lakeshore Marine", "LAKE", 15],
  ["Maple Grove School", "MAPLE", 72],
  ["Northgate Dental", "NGATE", 10],
  ["Orchard Valley Winery", "ORCHARD", 19],
  ["Pinecrest Hotels", "PINE", 85],
  ["Quarry Stone Supply", "QUARRY", 13],
  ["Riverside Clinic", "RIVER", 40],
  ["Summit Insurance", "SUMMIT", 28],
  ["Tidewater Foods", "TIDE", 51],
];

const FIRST_NAMES = [
  "Ana",
  "Ben",
  "Carla",
  "David",
  "Elena",
  "Frank",
  "Grace",
  "Henry",
  "Iris",
  "Jonas",
  "Kira",
  "Liam",
];
const LAST_NAMES = ["Abbott", "Barnes", "Castillo", "Dalton", "Ellis", "Foster", "Grant", "Hayes", "Iverson"];

type People = { contacts: TagTarget[]; configurations: TagTarget[]; portal: TagTarget };

function addPeople(builder: DemoBuilder, organization: Organization, people: number, index: number): People {
  const contacts = Array.from({ length: Math.min(people, FIRST_NAMES.length) }, (_, n) =>
    builder.target(
      "Contacts",
      `${FIRST_NAMES[n]} ${LAST_NAMES[(n * 5 + index) % LAST_NAMES.length]}`,
      organization,
    ),
  );
  const configurations = Array.from({ length: 3 }, (_, n) => {
    const hostname = `${organization.shortName}-WS-0${n + 1}`;
    return builder.target("Configurations", hostname, organization, {
      hostname,
      "configuration-type-name": "Workstation",
    });
  });
  return { contacts, configurations, portal: builder.target("Passwords", "GSM portal", organization) };
}

function addMicrosoft365(builder: DemoBuilder, organization: Organization, people: number, index: number) {
  const spare = index % 3;
  const premium = Math.round(people * 0.6);
  const standard = people - premium;
  const plans: [license: string, seats: number, used: number][] = [
    ["Microsoft 365 Business Premium", premium + spare, premium],
    ["Microsoft 365 Business Standard", standard, standard],
    ["Exchange Online (Plan 1)", 2 + (index % 4), 2 + (index % 4)],
  ];
  if (index % 4 === 0) plans.push(["Visio Plan 2", 2, 1]);
  if (index % 5 === 0) plans.push(["Power BI Pro", 4, 3]);
  for (const [license, seats, used] of plans) {
    builder.asset(organization, "Microsoft 365", { license, seats, used });
  }
}

function addSecurity(builder: DemoBuilder, organization: Organization, people: People, index: number) {
  const volume = people.contacts.length + index;
  const products = ["Webroot Endpoint Protection", "Webroot DNS Protection"].slice(0, 1 + (index % 2));
  for (const type of products) {
    builder.asset(organization, "Antivirus", {
      type,
      "gsm-key": `GSM-${organization.shortName}`,
      "log-in-to-gsm-portal": [people.portal.id],
      volume,
      "configurations-with-webroot": people.configurations.map(({ id }) => id),
      "expiration-date": "2027-03-31",
    });
  }
  if (index % 3 !== 0) return;
  builder.asset(organization, "Webroot clone", {
    keycode: `SA${organization.shortName}0001`,
    "log-in-to-gsm-portal": [people.portal.id],
    "volume-active-licenses": volume,
    "active-configurations-with-webroot": people.configurations.slice(0, 2).map(({ id }) => id),
    "webroot-endpoint-protection": true,
    "webroot-dns-protection": index % 2 === 0,
    "billing-cycle": "Monthly",
    "billing-date": "1st",
  });
}

function addOffice(builder: DemoBuilder, organization: Organization, people: People, index: number) {
  const consumed = people.contacts.length;
  builder.asset(organization, "Customer Billing", {
    "billed-by": index % 4 === 1 ? "Device" : "User",
    ...(index % 4 === 1
      ? { "number-of-billed-computers": consumed + 4, "number-of-billed-servers": 1 + (index % 3) }
      : { "number-of-billed-users": consumed }),
    "user-breakdown": `<div>${consumed} people, <strong>${organization.name.replace("&", "&amp;")}</strong></div>`,
  });
  builder.asset(organization, "Licensing", {
    name: "Adobe Acrobat Pro",
    version: "2024",
    "target-type": "Software",
    seats: 1 + (index % 6),
    "licensing-method": "User Login",
    "renewal-date": "2026-11-30",
    "assigned-user-s": people.contacts.slice(0, 1 + (index % 6)).map(({ id }) => id),
  });
  builder.asset(organization, "Cloud Apps", {
    "application-name": index % 2 === 0 ? "Zoom Meeting" : "Dropbox",
    "licensed-users": people.contacts.slice(0, 2 + (index % 5)).map(({ id }) => id),
    "application-user-interface": "Browser and Mobile App",
    "subscription-period-contract-period": "Yearly",
    "subscription-expires": "2026-12-31",
  });
  if (index % 2 !== 0) return;
  for (const [name, active] of [
    ["Microsoft 365 Business Premium", consumed + 2],
    ["Microsoft Defender for Business", consumed],
  ] as const) {
    builder.asset(organization, "Microsoft Licenses", {
      "license-name": name,
      active,
      consumed,
      unused: active - consumed,
      contacts: people.contacts.map(({ id }) => id),
    });
  }
}

/** The example of the product's own help page: 6 + 4 seats of the two Business plans make 10. */
function addRkFabrics(builder: DemoBuilder, rkFabrics: Organization) {
  const plan = (license: string, seats?: number, used?: number, archived = false) =>
    builder.asset(
      rkFabrics,
      "Microsoft 365",
      { license, ...(seats !== undefined && { seats }), ...(used !== undefined && { used }) },
      { archived },
    );
  plan("Microsoft 365 Business Premium", 6, 5);
  plan("Microsoft 365 Business Standard", 4, 4);
  plan("Exchange Online (Plan 1)", 3);
  plan("Microsoft 365 Business Premium", 9, undefined, true);
  plan("Visio Plan 2");
}

export const NORTHWIND_KEY = "ITG.demo.northwind-api-key-us-0001";

export function northwind(): Account {
  const builder = new DemoBuilder({
    id: "northwind",
    server: "us",
    name: "Northwind MSP",
    subdomain: "northwind",
    idPrefix: "421",
    key: NORTHWIND_KEY,
    users: [
      { name: "Dana Whitfield", email: "dana@northwind.example" },
      { name: "Marco Ruiz", email: "marco@northwind.example" },
      { name: "Priya Shah", email: "priya@northwind.example" },
    ],
    assetTypes: Object.keys(TYPE_DEFINITIONS) as TypeName[],
  });
  builder.organization({ name: "Northwind MSP", shortName: "NW", type: "Owner" });
  const rkFabrics = builder.organization({ name: "RK Fabrics", shortName: "RK" });
  addRkFabrics(builder, rkFabrics);
  addOffice(builder, rkFabrics, addPeople(builder, rkFabrics, 9, 0), 0);

  for (const [index, [name, shortName, people]] of CUSTOMERS.entries()) {
    const organization = builder.organization({
      name,
      shortName,
      status: name === "Quarry Stone Supply" ? "Inactive" : "Active",
      ...(name === "Kestrel Aviation" && { psa: { id: "2042", type: "kaseya-bms" } }),
    });
    const known = addPeople(builder, organization, people, index);
    addMicrosoft365(builder, organization, people, index);
    addSecurity(builder, organization, known, index);
    addOffice(builder, organization, known, index);
  }
  builder.organization({ name: "Brightwave Distribution", shortName: "BRIGHT", type: "Vendor" });
  builder.organization({ name: "Vantage Coffee Roasters", shortName: "VANTAGE", type: "Prospect" });
  addTraps(builder);
  return builder.finish();
}
