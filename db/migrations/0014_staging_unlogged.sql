ALTER TABLE "asset_staging" DROP CONSTRAINT "asset_staging_pass";
--> statement-breakpoint
ALTER TABLE "asset_staging" SET UNLOGGED;
