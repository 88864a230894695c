"use client";

import { Button } from "@mantine/core";
import type { DemoPerson } from "@/lib/auth/demo-people";
import classes from "../sign-in.module.css";

const COMPANIES: Record<string, string> = {
  northwind: "Northwind MSP, US",
  bluefin: "Bluefin Technology, EMEA",
};

type DemoPeopleProps = {
  people: readonly DemoPerson[];
  password: string;
  onUse: (person: DemoPerson) => void;
};

/** The demo's users by company; "Use" fills the form and leaves the last press to the person. */
export function DemoPeople({ people, password, onUse }: DemoPeopleProps) {
  const companies = [...new Set(people.map((person) => person.company))];
  return (
    <section className={classes.demo} aria-labelledby="demo-title">
      <h2 id="demo-title" className={classes.demoTitle}>
        Try the demo
      </h2>
      <p className={classes.demoLead}>
        Each role sees and may do different things. Every demo user's password is <code>{password}</code>.
      </p>
      {companies.map((company) => (
        <div key={company}>
          <h3 className={classes.company}>{COMPANIES[company] ?? company}</h3>
          <ul className={classes.people}>
            {people
              .filter((person) => person.company === company)
              .map((person) => (
                <li key={person.email} className={classes.person}>
                  <span className={classes.personTexts}>
                    <span className={classes.role}>{person.role}</span>
                    <span className={classes.email}>{person.email}</span>
                  </span>
                  <Button
                    variant="default"
                    size="xs"
                    onClick={() => onUse(person)}
                    aria-label={`Use ${person.email}`}
                  >
                    Use
                  </Button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
