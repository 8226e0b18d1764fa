import type { MigrationBuilder } from 'node-pg-migrate'

/**
 * Forecasts as issued, the fits they rest on, and their scores. 600 series at 72 leads an hour are
 * 1.04 M values a day, some 100 bytes each; hence float4, which gives back six digits unchanged.
 * Values are cut by the time they speak of, so that scoring a day reads two chunks at most.
 */
export function up(pgm: MigrationBuilder): void {
  pgm.sql(runs)
  pgm.sql(fitsAndScores)
}

const runs = `
    CREATE TABLE forecast_run (
      series_id  int NOT NULL,
      issued_at  timestamptz NOT NULL,
      cut_off_at timestamptz NOT NULL,
      fitted_at  timestamptz NOT NULL,
      step_ms    int8 NOT NULL,
      model      text NOT NULL,
      note       text,
      verdicts   jsonb NOT NULL,
      hash       text NOT NULL,
      PRIMARY KEY (series_id, issued_at)
    );

    CREATE TABLE forecast_value (
      at                  timestamptz NOT NULL,
      issued_at           timestamptz NOT NULL,
      lead_ms             int8 NOT NULL,
      series_id           int NOT NULL,
      model_median        float4 NOT NULL,
      model_low80         float4 NOT NULL,
      model_high80        float4 NOT NULL,
      model_low95         float4 NOT NULL,
      model_high95        float4 NOT NULL,
      climatology_median  float4 NOT NULL,
      climatology_low80   float4 NOT NULL,
      climatology_high80  float4 NOT NULL,
      climatology_low95   float4 NOT NULL,
      climatology_high95  float4 NOT NULL,
      persistence         float4 NOT NULL,
      seasonal_naive      float4 NOT NULL,
      PRIMARY KEY (series_id, at, issued_at)
    );
    SELECT create_hypertable('forecast_value', by_range('at', INTERVAL '7 days'),
      create_default_indexes => false);
  `

const fitsAndScores = `
    CREATE TABLE forecast_fit (
      series_id int PRIMARY KEY,
      fitted_at timestamptz NOT NULL,
      state     text NOT NULL
    );

    CREATE TABLE skill (
      day                  date NOT NULL,
      lead_ms              int8 NOT NULL,
      series_id            int NOT NULL,
      n                    int NOT NULL,
      absolute             float8 NOT NULL,
      square               float8 NOT NULL,
      crps                 float8 NOT NULL,
      in80                 int NOT NULL,
      in95                 int NOT NULL,
      persistence_absolute float8 NOT NULL,
      persistence_square   float8 NOT NULL,
      seasonal_absolute    float8 NOT NULL,
      seasonal_square      float8 NOT NULL,
      climatology_absolute float8 NOT NULL,
      climatology_square   float8 NOT NULL,
      climatology_crps     float8 NOT NULL,
      PRIMARY KEY (series_id, lead_ms, day)
    );

    CREATE TABLE skill_reach (series_id int PRIMARY KEY, scored_to timestamptz NOT NULL);
  `

export const down = false
