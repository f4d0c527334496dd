import { z } from 'zod';

/** Maximum number of wildcards in one tag pattern (Amazon ECR user guide, "Lifecycle policy properties"). */
const wildcardsPerPattern = 4;

/** The minimum time, in days, for which an archived image is charged, and stays archived. */
const shortestArchiveDays = 90;

const tagPattern = z
  .string()
  .min(1)
  .refine(
    (pattern) => pattern.split('*').length <= wildcardsPerPattern + 1,
    'a tag pattern has at most four wildcards',
  );

/** Which images a rule selects, and which of them exceed its count or age. */
export const selection = z
  .strictObject({
    tagStatus: z.enum(['tagged', 'untagged', 'any']),
    tagPatternList: z.array(tagPattern).min(1).optional(),
    tagPrefixList: z.array(z.string().min(1)).min(1).optional(),
    storageClass: z.enum(['standard', 'archive']).default('standard'),
    countType: z.enum([
      'imageCountMoreThan',
      'sinceImagePushed',
      'sinceImagePulled',
      'sinceImageTransitioned',
    ]),
    countUnit: z.enum(['days']).optional(),
    countNumber: z.int().positive(),
  })
  .refine(({ tagStatus, tagPatternList, tagPrefixList }) => {
    const lists = [tagPatternList, tagPrefixList].filter((list) => list !== undefined).length;
    return lists === (tagStatus === 'tagged' ? 1 : 0);
  }, 'exactly one of tagPatternList and tagPrefixList goes with tagStatus tagged, none with the others')
  .refine(
    ({ countType, countUnit }) => countType.startsWith('since') === (countUnit !== undefined),
    'countUnit goes with the countTypes that start with since, and only with those',
  )
  .refine(
    ({ countType, storageClass }) =>
      (countType === 'sinceImageTransitioned') === (storageClass === 'archive'),
    'sinceImageTransitioned goes with the storageClass archive, the other countTypes with standard',
  )
  .refine(
    ({ countType, countNumber }) =>
      countType !== 'sinceImageTransitioned' || countNumber >= shortestArchiveDays,
    'sinceImageTransitioned needs a countNumber of at least 90',
  );
