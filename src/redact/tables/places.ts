// SPDX-License-Identifier: Apache-2.0

const setOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s*[,\n]\s*/));

/** What `state` says in an address: of the United States, Canada, Australia, India, Brazil, Mexico, Germany and Austria; and countries. */
const places = setOf(`
  alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, georgia, hawaii, idaho, illinois, indiana, iowa
  kansas, kentucky, louisiana, maine, maryland, massachusetts, michigan, minnesota, mississippi, missouri, montana, nebraska, nevada
  new hampshire, new jersey, new mexico, new york, north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island
  south carolina, south dakota, tennessee, texas, utah, vermont, virginia, washington, west virginia, wisconsin, wyoming
  district of columbia, puerto rico, guam, alberta, british columbia, manitoba, new brunswick, newfoundland and labrador, nova scotia
  ontario, prince edward island, quebec, saskatchewan, yukon, nunavut, northwest territories, nsw, vic, qld, tas, act, new south wales
  victoria, queensland, tasmania, south australia, western australia, northern territory, maharashtra, karnataka, tamil nadu, kerala
  gujarat, punjab, haryana, rajasthan, delhi, uttar pradesh, west bengal, telangana, andhra pradesh, sao paulo, rio de janeiro
  minas gerais, bahia, parana, jalisco, nuevo leon, bavaria, bayern, berlin, hamburg, hessen, hesse, saxony, sachsen, brandenburg, saarland
  bremen, thuringia, lower saxony, niedersachsen, baden württemberg, tirol, wien, salzburg, england, scotland, wales, northern ireland
  afghanistan, albania, algeria, andorra, angola, argentina, armenia, australia, austria, azerbaijan, bahamas, bahrain, bangladesh, barbados
  belarus, belgium, belize, benin, bhutan, bolivia, bosnia and herzegovina, botswana, brazil, brunei, bulgaria, burkina faso, burundi
  cambodia, cameroon, canada, cape verde, chad, chile, china, colombia, congo, costa rica, croatia, cuba, cyprus, czechia, czech republic
  denmark, djibouti, dominica, dominican republic, ecuador, egypt, el salvador, eritrea, estonia, eswatini, ethiopia, fiji, finland, france
  gabon, gambia, germany, ghana, greece, grenada, guatemala, guinea, guyana, haiti, honduras, hong kong, hungary, iceland, india, indonesia
  iran, iraq, ireland, israel, italy, ivory coast, jamaica, japan, jordan, kazakhstan, kenya, kosovo, kuwait, kyrgyzstan, laos, latvia
  lebanon, lesotho, liberia, libya, liechtenstein, lithuania, luxembourg, macau, madagascar, malawi, malaysia, maldives, mali, malta
  mauritania, mauritius, mexico, moldova, monaco, mongolia, montenegro, morocco, mozambique, myanmar, namibia, nepal, netherlands
  new zealand, nicaragua, niger, nigeria, north korea, north macedonia, norway, oman, pakistan, panama, paraguay, peru, philippines, poland
  portugal, qatar, romania, russia, rwanda, samoa, saudi arabia, senegal, serbia, seychelles, sierra leone, singapore, slovakia, slovenia
  somalia, south africa, south korea, spain, sri lanka, sudan, suriname, sweden, switzerland, syria, taiwan, tajikistan, tanzania, thailand
  togo, tonga, trinidad and tobago, tunisia, turkey, turkmenistan, uganda, ukraine, united arab emirates, united kingdom, united states, usa
  uruguay, uzbekistan, vanuatu, venezuela, vietnam, yemen, zambia, zimbabwe`);

/** What things are. */
const states = setOf(`
  open, opened, closed, merged, draft, all, any, none, new, active, inactive, enabled, disabled, on, off, up, down, ok, idle, busy, ready, pending
  queued, waiting, scheduled, running, started, starting, stopped, stopping, paused, resumed, suspended, blocked, locked, unlocked, done
  completed, complete, finished, success, succeeded, failed, failure, error, errored, cancelled, canceled, aborted, timeout, expired, expiring
  created, updated, changed, deleted, removed, archived, restored, published, unpublished, approved, rejected, accepted, declined, submitted
  reviewed, confirmed, verified, unverified, validated, invalid, valid, unknown, available, unavailable, online, offline, connected
  disconnected, installed, healthy, unhealthy, degraded, critical, warning, resolved, acknowledged, triggered, firing, assigned, unassigned
  processing, processed, in progress, progress, in transit, transit, shipped, delivered, undelivered, dispatched, returned, refunded, partial
  paid, unpaid, authorized, captured, settled, void, voided, overdue, past due, trialing, trial, ordered, received, packed, sold, reserved
  booked, checked, unchecked, checked in, checked out, visible, hidden, collapsed, expanded, selected, present, absent, in review, backlog
  todo, to do, in stock, out of stock, sent, read, unread, played, won, lost, live, final, initial, begin, start, end`);

/** The code of a state or country. */
const CODE = /^[A-Za-z]{2}$/;

/** Whether a text that is called `state` names a place, or says what becomes of something. */
export function isPlaceOrState(text: string): boolean {
  const words = text
    .trim()
    .toLowerCase()
    .replaceAll(/[-_+ ]+/g, ' ');
  return CODE.test(words) || places.has(words) || states.has(words);
}

/** Names of what stands beside a state in an address. */
export const ADDRESS_NAME =
  /^(?:(?:\w+[_.-])?(?:city|town|zip|zip_?code|post_?code|postal_?code|postal|plz|country|country_?code|street|street_?\d?|address|address_?(?:line)?_?\d|addr|phone|county|province|region|suburb|district|locality))$/i;
