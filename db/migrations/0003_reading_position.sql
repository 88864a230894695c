DROP INDEX "reading_of_line";--> statement-breakpoint
ALTER TABLE "reading" ADD COLUMN "position" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "reading_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
CREATE INDEX "reading_of_line" ON "reading" USING btree ("tenant_id","line_id","position");