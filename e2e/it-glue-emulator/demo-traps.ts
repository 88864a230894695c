/** What makes counting hard in real accounts, once each and on purpose. */
import type { DemoBuilder } from "./demo-builder";
import type { Organization } from "./state";

const LICENSE_TABLE = `<table>
<colgroup><col/><col/><col/><col/></colgroup>
<tr><th>License Name</th><th>Active Licenses</th><th>Consumed Licenses</th><th>Unused Licenses</th></tr>
<tr><td>Microsoft 365 Business Premium</td><td>25</td><td>23</td><td>2</td></tr>
<tr><td>Exchange Online (Plan 1)</td><td>5</td><td>5</td><td>0</td></tr>
</table>`;

function named(builder: DemoBuilder, name: string): Organization {
  const organization = builder.account.organizations.find((one) => one.name === name);
  if (!organization) throw new Error(`There is no organization ${name}`);
  return organization;
}

/** Adds the trap assets, and the two Harbor organizations of which one lies under the other. */
export function addTraps(builder: DemoBuilder): void {
  const microsoft365 = (organization: Organization, license: string, seats: unknown, used: number) =>
    builder.asset(organization, "Microsoft 365", { license, seats, used });

  // Two assets of one licence in one organization, and a third in the organization below it.
  const harbor = builder.organization({ name: "Harbor Dental Group", shortName: "HARBOR" });
  microsoft365(harbor, "Microsoft 365 Business Premium", 12, 12);
  microsoft365(harbor, "Microsoft 365 Business Premium", 7, 6);
  const downtown = builder.organization({
    name: "Harbor Dental Downtown",
    shortName: "HARBORDT",
    parent: harbor,
  });
  microsoft365(downtown, "Microsoft 365 Business Premium", 5, 5);

  // A number kept as text.
  microsoft365(named(builder, "Cascade Outfitters"), "Microsoft 365 E3", "14", 13);
  // A comma inside the asset's name.
  microsoft365(named(builder, "Hollis Engineering"), "Dynamics 365 Sales, Enterprise", 3, 2);
  // Near misses: other case with a trailing blank, and one letter too many.
  microsoft365(named(builder, "Elm City Bakery"), "microsoft 365 business premium ", 2, 2);
  microsoft365(named(builder, "Juniper Landscape"), "Microsoft 365 Bussiness Standard", 2, 1);

  // Decimals in a whole-number field.
  builder.asset(named(builder, "Beacon Street Law"), "Licensing", {
    name: "Clio Manage",
    "target-type": "Software",
    seats: 2.5,
  });

  // A suspended subscription: nothing active, people still tagged.
  const glenwood = named(builder, "Glenwood Properties");
  const contacts = builder.account.tagTargets
    .filter(({ tagType, organizationId }) => tagType === "Contacts" && organizationId === glenwood.id)
    .map(({ id }) => id);
  builder.asset(glenwood, "Microsoft Licenses", {
    "license-name": "Microsoft 365 E3",
    active: 0,
    consumed: contacts.length,
    unused: -contacts.length,
    contacts,
  });

  // Select values with what a script left at their end.
  const antivirus = (name: string, type: string, volume: number) =>
    builder.asset(named(builder, name), "Antivirus", { type, "gsm-key": "GSM-SCRIPT", volume });
  antivirus("Lakeshore Marine", "Webroot DNS Protection ", 8);
  antivirus("Maple Grove School", "Webroot Endpoint Protection\r\n", 21);

  // A type without a title field, whose assets have no name, with the number missing.
  builder.asset(named(builder, "Tidewater Foods"), "Webroot clone", { keycode: "SATIDE0002" });
  // Archived and restricted ones.
  builder.asset(
    named(builder, "Summit Insurance"),
    "Licensing",
    { name: "Sage 50", version: "2019", seats: 6 },
    { archived: true },
  );
  builder.asset(
    named(builder, "Riverside Clinic"),
    "Licensing",
    { name: "Epic Hyperspace", seats: 12 },
    { restricted: true },
  );

  // Counts that live in an HTML table and cannot be billed by value.
  for (const name of ["RK Fabrics", "Pinecrest Hotels"]) {
    builder.asset(named(builder, name), "Office 365", {
      "tenant-name": name,
      "tenant-id": "7f3c1f0e-5a58-4c57-9d58-3c1de9a5f001",
      "initial-domain": `${name.toLowerCase().replaceAll(" ", "")}.onmicrosoft.com`,
      licenses: LICENSE_TABLE,
    });
  }
}
