import type { TrailStep } from "@/app/_components/page-header";

export const SERVICES_TRAIL: TrailStep[] = [
  { label: "Admin" },
  { label: "Finance" },
  { label: "Services", href: "/admin/finance/services" },
];
