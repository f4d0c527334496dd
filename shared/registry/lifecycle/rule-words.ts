import type { LifecycleRule } from './policy.ts';

/** What a rule does, in words: `expires tagged v* beyond the newest 30`. */
export function ruleInWords({ selection, action }: LifecycleRule): string {
  const { countType, countNumber, storageClass } = selection;
  const does = action.type === 'transition' ? 'archives' : 'expires';
  const class_ = storageClass === 'archive' ? 'archived ' : '';
  const which = `${does} ${class_}${selected(selection)}`;
  const days = countNumber === 1 ? '1 day' : `${countNumber} days`;
  switch (countType) {
    case 'imageCountMoreThan':
      return `${which} beyond the newest ${countNumber}`;
    case 'sinceImagePushed':
      return `${which} ${days} after the push`;
    case 'sinceImagePulled':
      return `${which} ${days} after the last pull`;
    case 'sinceImageTransitioned':
      return `${which} after ${days} in the archive`;
    default:
      return `${which}, by ${countType} ${countNumber}`;
  }
}

function selected({
  tagStatus,
  tagPrefixList,
  tagPatternList,
}: LifecycleRule['selection']): string {
  if (tagStatus === 'any') return 'any image';
  if (tagStatus !== 'tagged') return `${tagStatus} images`;
  if (tagPatternList) return `tagged ${tagPatternList.join(' and ')}`;
  return `tagged ${(tagPrefixList ?? []).map((prefix) => `${prefix}…`).join(' and ')}`;
}
