import { z } from 'zod';
import { filters } from './listing.ts';

/** Requests to Secrets Manager, with the limits of the API model. */

export const onSecret = z.object({ SecretId: z.string().min(1).max(2048) });

export const value = {
  ClientRequestToken: z.string().min(32).max(64).optional(),
  SecretString: z.string().min(1).max(65_536).optional(),
  SecretBinary: z.string().min(1).max(90_000).optional(),
};

export const about = {
  Description: z.string().max(2048).optional(),
  KmsKeyId: z.string().max(2048).optional(),
};

/** A staging label, such as `AWSCURRENT`. */
export const stage = z.string().min(1).max(256);

export const stages = z.array(stage).min(1).max(20).optional();

export const tag = z.object({
  Key: z.string().min(1).max(128).optional(),
  Value: z.string().max(256).optional(),
});

export const newSecret = z.object({
  Name: z.string().min(1).max(512),
  ...value,
  ...about,
  Tags: z.array(tag).optional(),
  AddReplicaRegions: z.array(z.unknown()).optional(),
});

export const versionId = z.string().min(32).max(64).optional();

/** Of a page. */
export const token = z.string().min(1).max(4096).optional();

export const versionOfSecret = onSecret.extend({
  VersionId: versionId,
  VersionStage: stage.optional(),
});

export const listed = z.object({
  IncludePlannedDeletion: z.boolean().optional(),
  MaxResults: z.int().min(1).max(100).optional(),
  NextToken: token,
  Filters: filters,
  SortBy: z.enum(['created-date', 'last-accessed-date', 'last-changed-date', 'name']).optional(),
  SortOrder: z.enum(['asc', 'desc']).optional(),
});

export const deleted = onSecret.extend({
  RecoveryWindowInDays: z.int().optional(),
  ForceDeleteWithoutRecovery: z.boolean().optional(),
});
