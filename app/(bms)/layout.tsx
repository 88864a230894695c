import { connection } from "next/server";
import type { ReactNode } from "react";
import { Temporal } from "temporal-polyfill";
import { AppFrame } from "@/app/_components/shell/app-frame";
import { menuFor } from "@/app/_components/shell/menu";
import { SimulationBanner } from "@/app/_components/simulation-banner";
import { signOutAction } from "@/app/(auth)/sign-in/actions";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { businessDate } from "@/lib/domain/regions";
import { moveClockAction } from "./clock/actions";

/** Every page behind sign-in: the main menu this role may use, and the simulated date where the tenant has one. */
export default async function BmsLayout({ children }: { children: ReactNode }) {
  await connection();
  const { user, tenant } = await requireSession();
  const simulatedAt = tenant.isSimulation ? tenant.simulatedAt : null;
  return (
    <AppFrame
      menu={menuFor((permission) => can(user.role, permission))}
      tenantName={tenant.name}
      user={{ name: user.name, email: user.email, role: user.role }}
      signOutAction={signOutAction}
      banner={
        simulatedAt && (
          <SimulationBanner
            now={simulatedAt}
            timeZone={tenant.timeZone}
            businessDate={businessDate(Temporal.Instant.from(simulatedAt), tenant.timeZone).toString()}
            isMoving={tenant.movingToOn !== null}
            moveAction={can(user.role, "clock.move") ? moveClockAction : null}
          />
        )
      }
    >
      {children}
    </AppFrame>
  );
}
