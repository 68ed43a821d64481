/** Words that carry so little that a mishearing of them changes nothing: the server’s function words, and small ones that a clause may end in. */
export const SMALL_WORDS = new Set(
  `a about actually although am among an and another any approximately are aren't around as at basically be because been between but by can can't could
  did didn't do does doesn't don't during each either equal equals especially essentially even every for from get gets gonna had has have he how i i'd
  i'll i'm i've if in into is isn't it'll it's its just let's like make makes may maybe meaning means might minus most must my namely need no nor not of
  on only onto or our over particularly per perhaps plus probably requires roughly say she should since so some specifically such than that that's the
  their then there's these they they'll they're this those though times to toward towards under unless until use uses using versus very via wanna want
  was we we'd we'll we're we've were what when where whereas whether which while who whom whose why will with within without won't would you you're your
  also he'd her here him it me mine now off okay out she'd them too up us well yeah yes yours`.split(/\s+/u),
);
