/** The demo world: Northwind on US, Bluefin on EU with an organization of the same name, Coral Bay on AU. */
import { DemoBuilder } from "./demo-builder";
import { NORTHWIND_KEY, northwind } from "./demo-northwind";
import type { Account, EmulatorState } from "./state";

/** API keys of the demo, by account id; the account's server is the only one that takes its key. */
export const DEMO_KEYS = {
  northwind: NORTHWIND_KEY,
  bluefin: "ITG.demo.bluefin-api-key-eu-0001",
  coralbay: "ITG.demo.coralbay-api-key-au-0001",
} as const;

type SmallAccount = {
  customers: [name: string, shortName: string, premium: number, standard: number][];
};

function fill(builder: DemoBuilder, owner: string, { customers }: SmallAccount): Account {
  builder.organization({ name: owner, shortName: owner.slice(0, 4).toUpperCase(), type: "Owner" });
  for (const [name, shortName, premium, standard] of customers) {
    const organization = builder.organization({ name, shortName });
    const plans: [string, number][] = [
      ["Microsoft 365 Business Premium", premium],
      ["Microsoft 365 Business Standard", standard],
    ];
    for (const [license, seats] of plans) {
      builder.asset(organization, "Microsoft 365", { license, seats, used: seats - 1 });
    }
  }
  return builder.finish();
}

function bluefin(): Account {
  const builder = new DemoBuilder({
    id: "bluefin",
    server: "eu",
    name: "Bluefin IT",
    subdomain: "bluefin",
    idPrefix: "532",
    key: DEMO_KEYS.bluefin,
    users: [
      { name: "Aoife Byrne", email: "aoife@bluefin.example" },
      { name: "Tom Hughes", email: "tom@bluefin.example" },
    ],
    assetTypes: ["Microsoft 365", "Antivirus"],
  });
  return fill(builder, "Bluefin IT", {
    customers: [
      ["RK Fabrics", "RK", 77, 11],
      ["Camden Books", "CAMDEN", 8, 3],
      ["Dublin Port Cafe", "DPC", 5, 2],
      ["Thames Rowing Club", "THAMES", 13, 6],
    ],
  });
}

function coralbay(): Account {
  const builder = new DemoBuilder({
    id: "coralbay",
    server: "au",
    name: "Coral Bay Tech",
    subdomain: "coralbay",
    idPrefix: "643",
    key: DEMO_KEYS.coralbay,
    users: [
      { name: "Mia Nguyen", email: "mia@coralbay.example" },
      { name: "Jack Palmer", email: "jack@coralbay.example" },
    ],
    assetTypes: ["Microsoft 365"],
  });
  return fill(builder, "Coral Bay Tech", {
    customers: [
      ["Bondi Surf School", "BONDI", 4, 2],
      ["Wattle Street Physio", "WATTLE", 9, 1],
    ],
  });
}

/** A fresh demo world; every call makes the same one. */
export function demoState(): EmulatorState {
  return { version: 1, accounts: [northwind(), bluefin(), coralbay()], codes: [], tokens: [] };
}
