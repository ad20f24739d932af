// SPDX-License-Identifier: Apache-2.0

/**
 * Tokens by their look, as the vendors publish them. A row: the prefix; what the token consists of; how many bytes of that follow, or
 * exactly how many behind `=`; `digit` where one of them is a digit, because words begin so too; `dot` where they are counted from the
 * first dot; `11<` where 11 bytes before the prefix are the token's, `*<` where an id of any length stands before it, which is none;
 * a made-up example.
 */
export const tokenRows = `
# cloud_key: Amazon
AKIA             upper      =16       AKIAMADEUP0RUBBISH1M
ASIA             upper      =16       ASIAMADEUP0RUBBISH1M
ABIA             upper      =16       ABIAMADEUP0RUBBISH1M
A3T              upper      =17 digit A3TMADEUP0RUBBISH1MA
ACCA             upper      =16       ACCAMADEUP0RUBBISH1M
ABSK             base64     40 digit  ABSKMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
bedrock-api-key- base64     20        bedrock-api-key-MadeUp0Rubbish1MadeU
amzn.mws.        word       30        amzn.mws.MadeUp0Rubbish1MadeUp0Rubbish1
amzn1.oa2-cs.v1. alnum      32        amzn1.oa2-cs.v1.MadeUp0Rubbish1MadeUp0Rubbish1Ma
IQoJb3JpZ2lu     base64     80        IQoJb3JpZ2luMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
FwoGZXIvYXdz     base64     80        FwoGZXIvYXdzMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
FQoGZXIvYXdz     base64     80        FQoGZXIvYXdzMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
# cloud_key: Ceph: https://docs.ceph.com/en/latest/dev/cephx/, a key has 28 bytes, the first of which is 1
AQ               base64     =38 digit AQMadeUp0Rubbish1MadeUp0Rubbish1MadeUp==
# cloud_key: Google
AIza             word       30        AIzaMadeUp0Rubbish1MadeUp0Rubbish1
ya29.            dotted     20        ya29.MadeUp0Rubbish1MadeU
GOCSPX-          dotted     20        GOCSPX-MadeUp0Rubbish1MadeU
1//0             dotted     20        1//0MadeUp0Rubbish1MadeU
4/0A             word       30 digit  4/0AMadeUp0Rubbish1MadeUp0Rubbish1
GOOG1            upper      40        GOOG1MADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUB
AQ.Ab8           word       30        AQ.Ab8MadeUp0Rubbish1MadeUp0Rubbish1
:APA91b          word       100 11<   MadeUp0Rubb:APA91bMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
# cloud_key: Microsoft: what says so stands within the key or secret
7Q~              tilde      31 3<     Mad7Q~MadeUp0Rubbish1MadeUp0Rubbish1M
8Q~              tilde      31 3<     Mad8Q~MadeUp0Rubbish1MadeUp0Rubbish1M
JQQJ99           alnum      20 52<    MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0JQQJ99MadeUp0Rubbish1MadeU
AzSe             alnum      6 42<     MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0RubbiAzSeMadeUp
AzCa             base64     6 33<     MadeUp0Rubbish1MadeUp0Rubbish1MadAzCaMadeUp
AzFu             anybase64  6 44<     MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0RubbishAzFuMadeUp
AIoT             base64     6 33<     MadeUp0Rubbish1MadeUp0Rubbish1MadAIoTMadeUp
+ASb             base64     6 33<     MadeUp0Rubbish1MadeUp0Rubbish1Mad+ASbMadeUp
+AEh             base64     6 33<     MadeUp0Rubbish1MadeUp0Rubbish1Mad+AEhMadeUp
+ARm             base64     6 33<     MadeUp0Rubbish1MadeUp0Rubbish1Mad+ARmMadeUp
+ASt             base64     6 76<     MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1M+AStMadeUp
+AMC             base64     6 76<     MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1M+AMCMadeUp
+ABa             base64     6 76<     MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1M+ABaMadeUp
ACDb             base64     6 76<     MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MACDbMadeUp
APIM             base64     6 76<     MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MAPIMMadeUp
+ACR             base64     6 42<     MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbi+ACRMadeUp
AZDO             alnum      4 76<     MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MAZDOMade
# cloud_key: other clouds
LTAI             alnum      16 digit  LTAIMadeUp0Rubbish1M
AKLT             alnum      32 digit  AKLTMadeUp0Rubbish1MadeUp0Rubbish1Ma
bce-v3/ALTAK     slashed    40 digit  bce-v3/ALTAKMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
t1.              dotted     80 digit dot t1.MadeUp0Rubbish1MadeUp0Rubbish1.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
AKID             alnum      16 digit  AKIDMadeUp0Rubbish1M
dop_v1_          alnum      20        dop_v1_MadeUp0Rubbish1MadeU
doo_v1_          alnum      20        doo_v1_MadeUp0Rubbish1MadeU
dor_v1_          alnum      20        dor_v1_MadeUp0Rubbish1MadeU
SCW              upper      =17 digit SCWMADEUP0RUBBISH1MA
YCAJE            word       20        YCAJEMadeUp0Rubbish1MadeU
y0_              word       50 digit  y0_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
dapi             hex        =32       dapic0ffee0123456789abcdefc0ffee0123
dose             hex        =32       dosec0ffee0123456789abcdefc0ffee0123
dkea             hex        =32       dkeac0ffee0123456789abcdefc0ffee0123
SK               hex        =32       SKc0ffee0123456789abcdefc0ffee0123
AC               hex        =32       ACc0ffee0123456789abcdefc0ffee0123
HRKU-            word       20        HRKU-MadeUp0Rubbish1MadeU
fm1a_            base64     20        fm1a_MadeUp0Rubbish1MadeU
fm1r_            base64     20        fm1r_MadeUp0Rubbish1MadeU
fo1_             word       40 digit  fo1_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
fm2_             base64     20 digit  fm2_MadeUp0Rubbish1MadeU
rnd_             alnum      24 digit  rnd_MadeUp0Rubbish1MadeUp0Ru
nfp_             alnum      24        nfp_MadeUp0Rubbish1MadeUp0Ru
nfo_             alnum      24        nfo_MadeUp0Rubbish1MadeUp0Ru
nfc_             alnum      24        nfc_MadeUp0Rubbish1MadeUp0Ru
nfu_             alnum      24        nfu_MadeUp0Rubbish1MadeUp0Ru
nfb_             alnum      24        nfb_MadeUp0Rubbish1MadeUp0Ru
vcp_             alnum      24 digit  vcp_MadeUp0Rubbish1MadeUp0Ru
vca_             alnum      24 digit  vca_MadeUp0Rubbish1MadeUp0Ru
vci_             alnum      24 digit  vci_MadeUp0Rubbish1MadeUp0Ru
vcr_             alnum      24 digit  vcr_MadeUp0Rubbish1MadeUp0Ru
vck_             alnum      24 digit  vck_MadeUp0Rubbish1MadeUp0Ru
vercel_blob_rw_  word       20        vercel_blob_rw_MadeUp0Rubbish1MadeU
cfut_            word       30 digit  cfut_MadeUp0Rubbish1MadeUp0Rubbish1
cfat_            word       30 digit  cfat_MadeUp0Rubbish1MadeUp0Rubbish1
cfk_             word       30 digit  cfk_MadeUp0Rubbish1MadeUp0Rubbish1
v1.0-            hexdash    60        v1.0-c0ffee01-dead-4bee-8bad-f00d12345678c0ffee01-dead-4bee-8bad-
akab-            word       30 digit  akab-MadeUp0Rubbish1MadeUp0Rubbish1
sha256~          word       40        sha256~MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
ucat_            word       20 digit  ucat_MadeUp0Rubbish1MadeU
ddp_             alnum      30 digit  ddp_MadeUp0Rubbish1MadeUp0Rubbish1
ddo_             alnum      30 digit  ddo_MadeUp0Rubbish1MadeUp0Rubbish1
# token: hosts of code, registries of packages
ghp_             alnum      20        ghp_MadeUp0Rubbish1MadeU
gho_             alnum      20        gho_MadeUp0Rubbish1MadeU
ghu_             alnum      20        ghu_MadeUp0Rubbish1MadeU
ghs_             alnum      20        ghs_MadeUp0Rubbish1MadeU
ghr_             alnum      20        ghr_MadeUp0Rubbish1MadeU
github_pat_      word       20        github_pat_MadeUp0Rubbish1MadeU
v1.              hex        =40 digit v1.c0ffee0123456789abcdefc0ffee0123456789ab
v1.              word       120 digit v1.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
glpat-           dotted     16        glpat-MadeUp0Rubbish1M
gldt-            dotted     16        gldt-MadeUp0Rubbish1M
glrt-            dotted     16        glrt-MadeUp0Rubbish1M
glrtr-           dotted     16        glrtr-MadeUp0Rubbish1M
glcbt-           dotted     16        glcbt-MadeUp0Rubbish1M
glptt-           dotted     16        glptt-MadeUp0Rubbish1M
glft-            dotted     16        glft-MadeUp0Rubbish1M
glffct-          dotted     16        glffct-MadeUp0Rubbish1M
glimt-           dotted     16        glimt-MadeUp0Rubbish1M
glsoat-          dotted     16        glsoat-MadeUp0Rubbish1M
gloas-           dotted     16        gloas-MadeUp0Rubbish1M
glagent-         dotted     16        glagent-MadeUp0Rubbish1M
glwt-            dotted    16         glwt-MadeUp0Rubbish1M
GR1348941        word       16        GR1348941MadeUp0Rubbish1M
ATBB             alnum      20 digit  ATBBMadeUp0Rubbish1MadeU
ATATT3           wordequal  20        ATATT3MadeUp0Rubbish1MadeU
ATCTT3           wordequal  20        ATCTT3MadeUp0Rubbish1MadeU
ATTA             alnum      50 digit  ATTAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
BBDC-            alnum      40        BBDC-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubb
s-s4t2ud-        hex        =64       s-s4t2ud-c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcd
s-s4t2af-        hex        =64       s-s4t2af-c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcd
npm_             alnum      30        npm_MadeUp0Rubbish1MadeUp0Rubbish1
pypi-AgE         word       20        pypi-AgEMadeUp0Rubbish1MadeU
rubygems_        word       16 digit  rubygems_MadeUp0Rubbish1M
oy2              lower      =43 digit oy2madeup0rubbish1madeup0rubbish1madeup0rubbis
cio              alnum      =32 digit cioMadeUp0Rubbish1MadeUp0Rubbish1Ma
CLOJARS_         alnum      30        CLOJARS_MadeUp0Rubbish1MadeUp0Rubbish1
packagist_ort_   alnum      20        packagist_ort_MadeUp0Rubbish1MadeU
packagist_out_   alnum      20        packagist_out_MadeUp0Rubbish1MadeU
packagist_uut_   alnum      20        packagist_uut_MadeUp0Rubbish1MadeU
dckr_pat_        word       16 digit  dckr_pat_MadeUp0Rubbish1M
dckr_oat_        word       16 digit  dckr_oat_MadeUp0Rubbish1M
AKCp             alnum      50 digit  AKCpMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
cmVmdGtu         alnum      40        cmVmdGtuMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
slk_             hex        =64       slk_c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcd
sgamp_           word       30 digit  sgamp_MadeUp0Rubbish1MadeUp0Rubbish1
vtwn_            word       20 digit  vtwn_MadeUp0Rubbish1MadeU
jsrp_            alnum      30 digit  jsrp_MadeUp0Rubbish1MadeUp0Rubbish1
jsrd_            alnum      30 digit  jsrd_MadeUp0Rubbish1MadeUp0Rubbish1
crsr_            hex        64        crsr_c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcd
ion_             alnum      =42 digit ion_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbi
sgp_             word       32 digit  sgp_MadeUp0Rubbish1MadeUp0Rubbish1Ma
gitpod_pat_      dotted     20        gitpod_pat_MadeUp0Rubbish1MadeU
csb_v1_          word       20        csb_v1_MadeUp0Rubbish1MadeU
perm:            dotequal   30 digit  perm:MadeUp0Rubbish1MadeUp0Rubbish1
perm-            dotequal   40 digit  perm-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
# token: builds, delivery, infrastructure
.atlasv1.        word       50 14<    MadeUp0Rubbish.atlasv1.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
hvs.             word       20        hvs.MadeUp0Rubbish1MadeU
hvb.             word       20        hvb.MadeUp0Rubbish1MadeU
hvr.             word       20        hvr.MadeUp0Rubbish1MadeU
b.AAAAAQ         word       60        b.AAAAAQMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
pul-             alnum      =40 digit pul-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
bkaa_            dotted     24 digit  bkaa_MadeUp0Rubbish1MadeUp0Ru
bkjat_           dotted     24 digit  bkjat_MadeUp0Rubbish1MadeUp0Ru
bkaj_            dotted     24 digit  bkaj_MadeUp0Rubbish1MadeUp0Ru
bkar_            dotted     24 digit  bkar_MadeUp0Rubbish1MadeUp0Ru
bkur_            dotted     24 digit  bkur_MadeUp0Rubbish1MadeUp0Ru
bktx_            dotted     24 digit  bktx_MadeUp0Rubbish1MadeUp0Ru
bkcqt_           dotted     24 digit  bkcqt_MadeUp0Rubbish1MadeUp0Ru
bkct_            dotted     24 digit  bkct_MadeUp0Rubbish1MadeUp0Ru
bkpt_            dotted     24 digit  bkpt_MadeUp0Rubbish1MadeUp0Ru
bkrt_            dotted     24 digit  bkrt_MadeUp0Rubbish1MadeUp0Ru
bktr_            dotted     24 digit  bktr_MadeUp0Rubbish1MadeUp0Ru
bkat_            dotted     24 digit  bkat_MadeUp0Rubbish1MadeUp0Ru
bkpat_           dotted     24 digit  bkpat_MadeUp0Rubbish1MadeUp0Ru
bkps_            dotted     24 digit  bkps_MadeUp0Rubbish1MadeUp0Ru
bkua_            alnum      30        bkua_MadeUp0Rubbish1MadeUp0Rubbish1
CCIPAT_          word       20        CCIPAT_MadeUp0Rubbish1MadeU
CCIPRJ_          word       20        CCIPRJ_MadeUp0Rubbish1MadeU
dp.pt.           alnum      30        dp.pt.MadeUp0Rubbish1MadeUp0Rubbish1
dp.st.           dotted     30 digit  dp.st.MadeUp0Rubbish1MadeUp0Rubbish1
dp.ct.           alnum      30        dp.ct.MadeUp0Rubbish1MadeUp0Rubbish1
dp.sa.           alnum      30        dp.sa.MadeUp0Rubbish1MadeUp0Rubbish1
dp.scim.         alnum      30        dp.scim.MadeUp0Rubbish1MadeUp0Rubbish1
dp.audit.        alnum      30        dp.audit.MadeUp0Rubbish1MadeUp0Rubbish1
ops_             wordequal  40 digit  ops_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
A3-              updash     30 digit  A3-MADEU1-MADEUPRUBB1-MADEU1-MADE
API-             upper      =26 digit API-MADEUP0RUBBISH1MADEUP0RUBB
pat.             dotted     50 digit  pat.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
sat.             dotted     50 digit  sat.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
squ_             alnum      30 digit  squ_MadeUp0Rubbish1MadeUp0Rubbish1
sqp_             alnum      30 digit  sqp_MadeUp0Rubbish1MadeUp0Rubbish1
sqa_             alnum      30 digit  sqa_MadeUp0Rubbish1MadeUp0Rubbish1
tskey-           word       16 digit  tskey-MadeUp0Rubbish1M
ptr_             base64     40 digit  ptr_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
nbp_             alnum      30 digit  nbp_MadeUp0Rubbish1MadeUp0Rubbish1
kpat_            alnum      30 digit  kpat_MadeUp0Rubbish1MadeUp0Rubbish1
spat_            alnum      30 digit  spat_MadeUp0Rubbish1MadeUp0Rubbish1
n8n_api_         word       20        n8n_api_MadeUp0Rubbish1MadeU
pnu_             alnum      30 digit  pnu_MadeUp0Rubbish1MadeUp0Rubbish1
pnb_             alnum      30 digit  pnb_MadeUp0Rubbish1MadeUp0Rubbish1
dbtu_            wordequal  20 digit  dbtu_MadeUp0Rubbish1MadeU
dbtc_            wordequal  20 digit  dbtc_MadeUp0Rubbish1MadeU
sdk-             hexdash    =36 digit sdk-c0ffee01-dead-4bee-8bad-f00d12345678
api-             hexdash    =36 digit api-c0ffee01-dead-4bee-8bad-f00d12345678
base64url.bearer.authorization.k8s.io. protocol   4         base64url.bearer.authorization.k8s.io.Made
openai-insecure-api-key. protocol   4         openai-insecure-api-key.Made
secret-token:    dotequal   8         secret-token:MadeUp0R
snyk_uat.        dotted     20        snyk_uat.MadeUp0Rubbish1MadeU
snyk_sat.        dotted     30        snyk_sat.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp
tk-us-           word       =48       tk-us-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1Mad
ico-             alnum      =32 digit ico-MadeUp0Rubbish1MadeUp0Rubbish1Ma
sm_aat_          alnum      16        sm_aat_MadeUp0Rubbish1M
sm_sat_          alnum      16        sm_sat_MadeUp0Rubbish1M
sm_pat_          alnum      16        sm_pat_MadeUp0Rubbish1M
tr_dev_          alnum      20 digit  tr_dev_MadeUp0Rubbish1MadeU
tr_stg_          alnum      20 digit  tr_stg_MadeUp0Rubbish1MadeU
tr_prod_         alnum      20        tr_prod_MadeUp0Rubbish1MadeU
signkey-prod-    hex        64        signkey-prod-c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcd
dnkey-           word       60        dnkey-MadeUp0Rubbish1MadeUp0Rubb-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0
NNSXS.           dotted     60        NNSXS.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0R.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0
waka_            hexdash    =36       waka_c0ffee01-2345-6789-abcd-efc0ffee0123
ctx7sk-          hexdash    32        ctx7sk-c0ffee01-2345-6789-abcd-efc0ffee0123
dnsimple_a_      alnum      24        dnsimple_a_MadeUp0Rubbish1MadeUp0Ru
dnsimple_u_      alnum      24        dnsimple_u_MadeUp0Rubbish1MadeUp0Ru
pss_service:v    colons     40 digit  pss_service:vMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
pss_user:v       colons     40 digit  pss_user:vMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
unkey_           alnum      20 digit  unkey_MadeUp0Rubbish1MadeU
zpka_            word       30 digit  zpka_MadeUp0Rubbish1MadeUp0Rubbish1
depot_org_       word       30 digit  depot_org_MadeUp0Rubbish1MadeUp0Rubbish1
alcht_           alnum     30 digit   alcht_MadeUp0Rubbish1MadeUp0Rubbish1
salad_cloud_     word      30 digit   salad_cloud_MadeUp0Rubbish1MadeUp0Rubbish1
thog-key-        hexdash   16         thog-key-c0ffee01-dead-4b
scauth_          dotequal  60 digit   scauth_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
authress_        dotequal  60 digit   authress_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
st.              hexdot    80 digit   st.c0ffee0123456789abcdef01.c0ffee0123456789abcdef0123456789.c0ffee0123456789abcdef
depot_project_   word       30 digit  depot_project_MadeUp0Rubbish1MadeUp0Rubbish1
odt_             alnum      32 digit  odt_MadeUp0Rubbish1MadeUp0Rubbish1Ma
hawk.            dotted     20 digit dot hawk.MadeUp0Rubbish1.MadeUp0Rubbish1MadeU
sec-c-           anybase64  40 digit  sec-c-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
aio_             alnum      28 digit  aio_MadeUp0Rubbish1MadeUp0Rubbis
BBFF-            upper      30 digit  BBFF-MADEUP0RUBBISH1MADEUP0RUBBISH1
standard_        hex        100       standard_c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee012345
sktsec_          word       30        sktsec_MadeUp0Rubbish1MadeUp0Rubbish1
ory_at_          dotted     20        ory_at_MadeUp0Rubbish1MadeU
ory_rt_          dotted     20        ory_rt_MadeUp0Rubbish1MadeU
ory_ac_          dotted     20        ory_ac_MadeUp0Rubbish1MadeU
ory_st_          dotted     20        ory_st_MadeUp0Rubbish1MadeU
ory_pat_         dotted     20        ory_pat_MadeUp0Rubbish1MadeU
secret-live-     word       30        secret-live-MadeUp0Rubbish1MadeUp0Rubbish1
secret-test-     word       30 digit  secret-test-MadeUp0Rubbish1MadeUp0Rubbish1
# token: observation
sntrys_          base64     20        sntrys_MadeUp0Rubbish1MadeU
sntryu_          alnum      20        sntryu_MadeUp0Rubbish1MadeU
sntrya_          alnum      20        sntrya_MadeUp0Rubbish1MadeU
NRAK-            word       16 digit  NRAK-MadeUp0Rubbish1M
NRII-            word       16 digit  NRII-MadeUp0Rubbish1M
NRIQ-            word       16 digit  NRIQ-MadeUp0Rubbish1M
NRAA-            word       16 digit  NRAA-MadeUp0Rubbish1M
NRAL             alnum      20 digit  NRALMadeUp0Rubbish1MadeU
FFFFNRAL         alnum      0 32<     MadeUp0Rubbish1MadeUp0Rubbish1MaFFFFNRAL
NRAL             alnum      0 36<     c0ffee0123456789abcdefc0ffee01234567NRAL
eu01xx           alnum      =34 digit eu01xxMadeUp0Rubbish1MadeUp0Rubbish1Made
dt0c01.          dotted     24        dt0c01.MadeUp0Rubbish1MadeUp0Ru
dt0s01.          dotted     24        dt0s01.MadeUp0Rubbish1MadeUp0Ru
dt0s02.          dotted     24        dt0s02.MadeUp0Rubbish1MadeUp0Ru
dt0s03.          dotted     24        dt0s03.MadeUp0Rubbish1MadeUp0Ru
dt0s06.          dotted     24        dt0s06.MadeUp0Rubbish1MadeUp0Ru
dt0s08.          dotted     24        dt0s08.MadeUp0Rubbish1MadeUp0Ru
dt0s16.          dotted     24        dt0s16.MadeUp0Rubbish1MadeUp0Ru
glsa_            word       30        glsa_MadeUp0Rubbish1MadeUp0Rubbish1
glc_             base64     30 digit  glc_MadeUp0Rubbish1MadeUp0Rubbish1
eyJrIjoi         base64     40        eyJrIjoiMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
hcaik_           alnum      30        hcaik_MadeUp0Rubbish1MadeUp0Rubbish1
hcxik_           alnum      30        hcxik_MadeUp0Rubbish1MadeUp0Rubbish1
hcalk_           alnum      30        hcalk_MadeUp0Rubbish1MadeUp0Rubbish1
hcamk_           alnum      30        hcamk_MadeUp0Rubbish1MadeUp0Rubbish1
phs_             word       30 digit  phs_MadeUp0Rubbish1MadeUp0Rubbish1
pha_             word       30 digit  pha_MadeUp0Rubbish1MadeUp0Rubbish1
phr_             word       30 digit  phr_MadeUp0Rubbish1MadeUp0Rubbish1
NRJS-            hex        =19       NRJS-c0ffee0123456789abc
xaat-            hexdash   =36 digit  xaat-c0ffee01-dead-4bee-8bad-f00d12345678
xapt-            hexdash   =36 digit  xapt-c0ffee01-dead-4bee-8bad-f00d12345678
pylf_v1_         word      30         pylf_v1_MadeUp0Rubbish1MadeUp0Rubbish1
rootly_          hex       64         rootly_c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcd
mb_              base64    =44 digit  mb_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish
nrjs-            hex        =19       nrjs-c0ffee0123456789abc
phx_             word       30 digit  phx_MadeUp0Rubbish1MadeUp0Rubbish1
essu_            wordequal  30        essu_MadeUp0Rubbish1MadeUp0Rubbish1
# token: messages and mail
xoxa-            dotted     10        xoxa-MadeUp0Rub
xoxb-            dotted     10        xoxb-MadeUp0Rub
xoxc-            dotted     10        xoxc-MadeUp0Rub
xoxd-            percent    10        xoxd-MadeUp0Rub
xoxe-            dotted     10        xoxe-MadeUp0Rub
xoxe.            dotted     10        xoxe.MadeUp0Rub
xoxo-            dotted     10        xoxo-MadeUp0Rub
xoxp-            dotted     10        xoxp-MadeUp0Rub
xoxr-            dotted     10        xoxr-MadeUp0Rub
xoxs-            dotted     10        xoxs-MadeUp0Rub
xapp-            dotted     10        xapp-MadeUp0Rub
xwfp-            dotted     10        xwfp-MadeUp0Rub
:AA              word       =33 8<    MadeUp0R:AAMadeUp0Rubbish1MadeUp0Rubbish1Mad
:AA              word       =33 9<    MadeUp0Ru:AAMadeUp0Rubbish1MadeUp0Rubbish1Mad
:AA              word       =33 10<   MadeUp0Rub:AAMadeUp0Rubbish1MadeUp0Rubbish1Mad
MTA              dotted     34 digit dot MTAMadeUp0Rubbish1MadeUp0.MadeUp.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0R
MTE              dotted     34 digit dot MTEMadeUp0Rubbish1MadeUp0.MadeUp.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0R
MTI              dotted     34 digit dot MTIMadeUp0Rubbish1MadeUp0.MadeUp.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0R
MTM              dotted     34 digit dot MTMMadeUp0Rubbish1MadeUp0.MadeUp.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0R
MTQ              dotted     34 digit dot MTQMadeUp0Rubbish1MadeUp0.MadeUp.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0R
mfa.             word       60        mfa.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
syt_             word      28 digit   syt_MadeUp0Rubbish1MadeUp0Rubbis
mat_             word      =37 digit  mat_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0
mar_             word      =37 digit  mar_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0
mct_             word      =37 digit  mct_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0
mcr_             word      =37 digit  mcr_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0
SG.              dotted     30 dot    SG.MadeUp0Rubbish.MadeUp0Rubbish1MadeUp0Rubbish1
key-             lower      =32 digit key-madeup0rubbish1madeup0rubbish1ma
pubkey-          lower      =32 digit pubkey-madeup0rubbish1madeup0rubbish1ma
-us              hex        1 32<     c0ffee0123456789abcdefc0ffee0123-usc
xkeysib-         word       30        xkeysib-MadeUp0Rubbish1MadeUp0Rubbish1
KEY01            word      48 digit   KEY01MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1Mad
xsmtpsib-        word       30        xsmtpsib-MadeUp0Rubbish1MadeUp0Rubbish1
re_              word       =33 digit re_MadeUp0Rubbish1MadeUp0Rubbish1Mad
os_v2_app_       lower      40        os_v2_app_madeup0rubbish1madeup0rubbish1madeup0rub
mlsn.            hex        =64       mlsn.c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcd
os_v2_org_       lower      40        os_v2_org_madeup0rubbish1madeup0rubbish1madeup0rub
dG9rO            base64     40 digit  dG9rOMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
oauth:           lower      =30 digit oauth:madeup0rubbish1madeup0rubbish1
# token: payment and shops
sk_live_         alnum      12        sk_live_MadeUp0Rubbi
sk_test_         alnum      12        sk_test_MadeUp0Rubbi
sk_org_live_     alnum      12        sk_org_live_MadeUp0Rubbi
sk_org_test_     alnum      12        sk_org_test_MadeUp0Rubbi
rk_live_         alnum      12        rk_live_MadeUp0Rubbi
rk_test_         alnum      12        rk_test_MadeUp0Rubbi
pk_live_         alnum      12        pk_live_MadeUp0Rubbi
ek_live_         alnum      12        ek_live_MadeUp0Rubbi
ek_test_         alnum      12        ek_test_MadeUp0Rubbi
whsec_           base64     12        whsec_MadeUp0Rubbi
sk_prod_         alnum      20 digit  sk_prod_MadeUp0Rubbish1MadeU
sk_dev_          alnum      20 digit  sk_dev_MadeUp0Rubbish1MadeU
sk_stage_        alnum      20 digit  sk_stage_MadeUp0Rubbish1MadeU
sk_staging_      alnum      20 digit  sk_staging_MadeUp0Rubbish1MadeU
sk_sandbox_      alnum      20 digit  sk_sandbox_MadeUp0Rubbish1MadeU
sk_              hex        =32 digit sk_c0ffee0123456789abcdefc0ffee0123
_secret_         unpadded   20 digit *< _secret_MadeUp0Rubbish1MadeU
_secret__        unpadded   20 digit *< _secret__MadeUp0Rubbish1MadeU
sk_sbox_         lower      20        sk_sbox_madeup0rubbish1madeu
sk_              hex        =48 digit sk_c0ffee0123456789abcdefc0ffee0123456789abcdefc0ff
live_            word       30 digit  live_MadeUp0Rubbish1MadeUp0Rubbish1
test_            alnum      30 digit  test_MadeUp0Rubbish1MadeUp0Rubbish1
pk_              hex        =34 digit pk_c0ffee0123456789abcdefc0ffee012345
pk_              underline  38 digit  pk_1234567_MADEUP0RUBBISH1MADEUP0RUBBISH1MA
pk_prod_         upper      =28 digit pk_prod_MADEUP0RUBBISH1MADEUP0RUBBIS
sq0atp-          word       16 digit  sq0atp-MadeUp0Rubbish1M
sq0csp-          word       16 digit  sq0csp-MadeUp0Rubbish1M
EAAA             word       =60 digit EAAAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
EAAl             word       =60 digit EAAlMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
EAAB             alnum      80 digit  EAABMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
EAAC             alnum      80 digit  EAACMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
EAAG             alnum      80 digit  EAAGMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
EAA              alnum      100 digit EAAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubb
EAA              word      120 digit   EAAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
access_token$production$ dollar     32        access_token$production$MadeUp0Rubbish1MadeUp0Rubbish1Ma
access_token$sandbox$ dollar     32        access_token$sandbox$MadeUp0Rubbish1MadeUp0Rubbish1Ma
access-production- hexdash    32        access-production-c0ffee01-dead-4bee-8bad-f00d1234
access-sandbox-  hexdash    32        access-sandbox-c0ffee01-dead-4bee-8bad-f00d1234
access-development- hexdash    32        access-development-c0ffee01-dead-4bee-8bad-f00d1234
AQEyhmfuX        dashbase64 40        AQEyhmfuXMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
rzp_live_        alnum      14        rzp_live_MadeUp0Rubbish
rzp_test_        alnum      14        rzp_test_MadeUp0Rubbish
FLWSECK-         word       20        FLWSECK-MadeUp0Rubbish1MadeU
FLWSECK_TEST-    word       20        FLWSECK_TEST-MadeUp0Rubbish1MadeU
APP_USR-         word       40 digit  APP_USR-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
EZAK             alnum      =54 digit EZAKMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Ru
EZTK             alnum      =54 digit EZTKMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Ru
shippo_live_     alnum      30        shippo_live_MadeUp0Rubbish1MadeUp0Rubbish1
shippo_test_     alnum      30        shippo_test_MadeUp0Rubbish1MadeUp0Rubbish1
duffel_live_     word       30        duffel_live_MadeUp0Rubbish1MadeUp0Rubbish1
duffel_test_     word       30        duffel_test_MadeUp0Rubbish1MadeUp0Rubbish1
pdl_live_apikey_ word       20        pdl_live_apikey_MadeUp0Rubbish1MadeU
pdl_sdbx_apikey_ word       20        pdl_sdbx_apikey_MadeUp0Rubbish1MadeU
pdl_ntfset_      word       20        pdl_ntfset_MadeUp0Rubbish1MadeU
polar_oat_       word       20        polar_oat_MadeUp0Rubbish1MadeU
polar_pat_       word       20        polar_pat_MadeUp0Rubbish1MadeU
creem_           alnum     20 digit   creem_MadeUp0Rubbish1MadeU
oa_prod_         word       20        oa_prod_MadeUp0Rubbish1MadeU
oa_sand_         word       20        oa_sand_MadeUp0Rubbish1MadeU
shpat_           alnum      20        shpat_MadeUp0Rubbish1MadeU
shpss_           alnum      20        shpss_MadeUp0Rubbish1MadeU
shpca_           alnum      20        shpca_MadeUp0Rubbish1MadeU
shppa_           alnum      20        shppa_MadeUp0Rubbish1MadeU
prtapi_          hex        =32       prtapi_c0ffee0123456789abcdefc0ffee0123
flb_live_        alnum      20        flb_live_MadeUp0Rubbish1MadeU
ramp_tok_        word       30 digit  ramp_tok_MadeUp0Rubbish1MadeUp0Rubbish1
ramp_sec_        word       30 digit  ramp_sec_MadeUp0Rubbish1MadeUp0Rubbish1
bxt_             alnum      30 digit  bxt_MadeUp0Rubbish1MadeUp0Rubbish1
A21AA            word       80 digit  A21AAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
shpua_           alnum      20        shpua_MadeUp0Rubbish1MadeU
ck_              hex        =40 digit ck_c0ffee0123456789abcdefc0ffee0123456789ab
cs_              hex        =40 digit cs_c0ffee0123456789abcdefc0ffee0123456789ab
persona_production_ word       30        persona_production_MadeUp0Rubbish1MadeUp0Rubbish1
persona_sandbox_ word       30        persona_sandbox_MadeUp0Rubbish1MadeUp0Rubbish1
api_live.        dotted     30        api_live.MadeUp0Rubbish1MadeUp0Rubbish1
api_sandbox.     dotted     30        api_sandbox.MadeUp0Rubbish1MadeUp0Rubbish1
# token: models
cpk_             alnumdot   40 digit  cpk_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
sk_car_          alnum      20 digit  sk_car_MadeUp0Rubbish1MadeU
m0-              alnum      =40 digit m0-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
rpa_             alnum      40 digit  rpa_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
sk-              word       20 digit  sk-MadeUp0Rubbish1MadeU
sk-ant-          word       20        sk-ant-MadeUp0Rubbish1MadeU
sess-            alnum      =40 digit sess-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
hf_oauth_        dotted     30        hf_oauth_MadeUp0Rubbish1MadeUp0Rubbish1
hf_              alnum      30        hf_MadeUp0Rubbish1MadeUp0Rubbish1
api_org_         alnum      30        api_org_MadeUp0Rubbish1MadeUp0Rubbish1
gsk_             alnum      30        gsk_MadeUp0Rubbish1MadeUp0Rubbish1
xai-             word       16 digit  xai-MadeUp0Rubbish1M
pplx-            alnum      30        pplx-MadeUp0Rubbish1MadeUp0Rubbish1
r8_              alnum      37 digit  r8_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0
nvapi-           word       30        nvapi-MadeUp0Rubbish1MadeUp0Rubbish1
csk-             alnum      30 digit  csk-MadeUp0Rubbish1MadeUp0Rubbish1
tgp_v1_          word       30        tgp_v1_MadeUp0Rubbish1MadeUp0Rubbish1
fw_              alnum      =22 digit fw_MadeUp0Rubbish1MadeUp0
fw_              alnum     =24 digit  fw_MadeUp0Rubbish1MadeUp0Ru
llx-             word      40 digit   llx-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
cztei_           alnum     40 digit   cztei_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
pat_             alnum     =40 digit  pat_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
sk_V2_           word      30         sk_V2_MadeUp0Rubbish1MadeUp0Rubbish1
bt-st-           word      30 digit   bt-st-MadeUp0Rubbish1MadeUp0Rubbish1
luma-            hexdash   36 digit   luma-c0ffee01-dead-4bee-8bad-f00d12345678
dtn_             hex       60 digit   dtn_c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789
pcsk_            word       30        pcsk_MadeUp0Rubbish1MadeUp0Rubbish1
lsv2_pt_         word       30        lsv2_pt_MadeUp0Rubbish1MadeUp0Rubbish1
lsv2_sk_         word       30        lsv2_sk_MadeUp0Rubbish1MadeUp0Rubbish1
ls__             hex        =32 digit ls__c0ffee0123456789abcdefc0ffee0123
e2b_             hex        32 digit  e2b_c0ffee0123456789abcdefc0ffee0123
tvly-            word       20 digit  tvly-MadeUp0Rubbish1MadeU
fc-              hex        =32 digit fc-c0ffee0123456789abcdefc0ffee0123
jina_            word       40 digit  jina_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
pa-              word       =43 digit pa-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbis
key_             hex        =64 digit key_c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcd
wandb_v1_        word       30        wandb_v1_MadeUp0Rubbish1MadeUp0Rubbish1
apify_api_       alnum      30        apify_api_MadeUp0Rubbish1MadeUp0Rubbish1
esecret_         alnum      20        esecret_MadeUp0Rubbish1MadeU
scp-live-        hex        =32       scp-live-c0ffee0123456789abcdefc0ffee0123
scp-test-        hex        =32       scp-test-c0ffee0123456789abcdefc0ffee0123
NF-              alnum      =32 digit NF-MadeUp0Rubbish1MadeUp0Rubbish1Ma
ES_              hex        =32 digit ES_c0ffee0123456789abcdefc0ffee0123
bb_live_         word       20        bb_live_MadeUp0Rubbish1MadeU
# token: programs of the office, content, data
lin_api_         word       16 digit  lin_api_MadeUp0Rubbish1M
lin_wh_          alnum      30        lin_wh_MadeUp0Rubbish1MadeUp0Rubbish1
lin_oauth_       word       16 digit  lin_oauth_MadeUp0Rubbish1M
ntn_             alnum      30 digit  ntn_MadeUp0Rubbish1MadeUp0Rubbish1
secret_          alnum      =43 digit secret_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbis
figd_            word       30        figd_MadeUp0Rubbish1MadeUp0Rubbish1
figo_            word       30        figo_MadeUp0Rubbish1MadeUp0Rubbish1
figu_            word      30         figu_MadeUp0Rubbish1MadeUp0Rubbish1
figdh_           word      30         figdh_MadeUp0Rubbish1MadeUp0Rubbish1
figdr_           word      30         figdr_MadeUp0Rubbish1MadeUp0Rubbish1
figoh_           word      30         figoh_MadeUp0Rubbish1MadeUp0Rubbish1
figor_           word      30         figor_MadeUp0Rubbish1MadeUp0Rubbish1
figuh_           word      30         figuh_MadeUp0Rubbish1MadeUp0Rubbish1
figur_           word      30         figur_MadeUp0Rubbish1MadeUp0Rubbish1
pat              alnumdot   60 dot    patMadeUp0Rubbish.c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789
tfp_             dotequal   30        tfp_MadeUp0Rubbish1MadeUp0Rubbish1
sl.              dotted     60 digit  sl.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
p8e-             alnum      =32       p8e-MadeUp0Rubbish1MadeUp0Rubbish1Ma
R_               hex        =32       R_c0ffee0123456789abcdefc0ffee0123
fio-u-           word       40        fio-u-MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
PMAT-            word       16 digit  PMAT-MadeUp0Rubbish1M
VF.DM.           dotted     30        VF.DM.MadeUp0Rubbish1MadeUp0Rubbish1
tkn.v1_          base64     50 digit  tkn.v1_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
PMAK-            word       16 digit  PMAK-MadeUp0Rubbish1M
rdme_            lower      40        rdme_madeup0rubbish1madeup0rubbish1madeup0rub
CFPAT-           word       30        CFPAT-MadeUp0Rubbish1MadeUp0Rubbish1
pat-na1-         word       20 digit  pat-na1-MadeUp0Rubbish1MadeU
pat-na2-         word       20 digit  pat-na2-MadeUp0Rubbish1MadeU
pat-na3-         word       20 digit  pat-na3-MadeUp0Rubbish1MadeU
pat-eu1-         word       20 digit  pat-eu1-MadeUp0Rubbish1MadeU
pat-ap1-         word       20 digit  pat-ap1-MadeUp0Rubbish1MadeU
00D              bang       60 digit  00DMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
3MVG9            dotted     60 digit  3MVG9MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
1000.            hexdot     60 digit  1000.c0ffee0123456789abcdef01.c0ffee0123456789abcdef01.c0ffee0123
WPL_AP1.         dotequal   16        WPL_AP1.MadeUp0Rubbish1M
IGQV             alnum      80 digit  IGQVMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
IGQV             word      100 digit   IGQVMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
IGAA             alnum      80 digit  IGAAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
IGAA             word      100 digit   IGAAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
vk1.a.           word       60        vk1.a.MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
AQVN             word       35 digit  AQVNMadeUp0Rubbish1MadeUp0Rubbish1MadeU
sk.eyJ           dotted     40        sk.eyJMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
tk.eyJ           dotted     40        tk.eyJMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
cal_live_        alnum      20        cal_live_MadeUp0Rubbish1MadeU
retool_          word       24 digit  retool_MadeUp0Rubbish1MadeUp0Ru
gb_api_          alnum     30         gb_api_MadeUp0Rubbish1MadeUp0Rubbish1
twp_             word      24 digit   twp_MadeUp0Rubbish1MadeUp0Ru
# token: databases
sbp_             word       30 digit  sbp_MadeUp0Rubbish1MadeUp0Rubbish1
sb_secret_       word       20        sb_secret_MadeUp0Rubbish1MadeU
pscale_tkn_      dotted     20        pscale_tkn_MadeUp0Rubbish1MadeU
pscale_pw_       dotted     20        pscale_pw_MadeUp0Rubbish1MadeU
pscale_oauth_    dotted     20        pscale_oauth_MadeUp0Rubbish1MadeU
napi_            alnum      40 digit  napi_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
mdb_sa_sk_       word       20        mdb_sa_sk_MadeUp0Rubbish1MadeU
CCDB1_           word       20        CCDB1_MadeUp0Rubbish1MadeU
p.eyJ            dotted    40         p.eyJMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
AVNS_            word       16 digit  AVNS_MadeUp0Rubbish1M
xau_             alnum      30 digit  xau_MadeUp0Rubbish1MadeUp0Rubbish1
cbkey_           alnum      30        cbkey_MadeUp0Rubbish1MadeUp0Rubbish1
mzp_             hex        40        mzp_c0ffee0123456789abcdefc0ffee0123456789ab
4b1d             alnum      =38 digit 4b1dMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0R
cflt             base64     50 digit  cfltMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
# jwt: of any issuer
eyJ              jwt        4 dot     eyJhbGciOiJub25lIn0.eyJtYWRlIjoidXAifQ.MadeUp0Rubbish1
v1.local.        dotted     20        v1.local.MadeUp0Rubbish1MadeU
v2.local.        dotted     20        v2.local.MadeUp0Rubbish1MadeU
v3.local.        dotted     20        v3.local.MadeUp0Rubbish1MadeU
v4.local.        dotted     20        v4.local.MadeUp0Rubbish1MadeU
v1.public.       dotted     20        v1.public.MadeUp0Rubbish1MadeU
v2.public.       dotted     20        v2.public.MadeUp0Rubbish1MadeU
v3.public.       dotted     20        v3.public.MadeUp0Rubbish1MadeU
v4.public.       dotted     20        v4.public.MadeUp0Rubbish1MadeU
gAAAAAB          wordequal  60 digit  gAAAAABMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
TGT-             dotted     16 digit  TGT-MadeUp0Rubbish1M
PGTIOU-          dotted     6         PGTIOU-MadeUp
PGT-             dotted     16 digit  PGT-MadeUp0Rubbish1M
# password: hashes, as programs for logins keep them: crypt(3), PHC, Apache, PHP, frameworks, LDAP, PostgreSQL
$1$              crypt      25        $1$MadeUp0Rubbish1MadeUp0Rub
$5$              crypt      40        $5$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
$6$              crypt      60        $6$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1
$7$              crypt      40        $7$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
$8$              crypt      40        $8$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
$9$              crypt      40        $9$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
$y$              crypt      50        $y$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
$gy$             crypt      50        $gy$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
$2a$             crypt      50        $2a$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
$2b$             crypt      50        $2b$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
$2y$             crypt      50        $2y$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
$2x$             crypt      50        $2x$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
$sha1$           crypt      30        $sha1$MadeUp0Rubbish1MadeUp0Rubbish1
$apr1$           crypt      25        $apr1$MadeUp0Rubbish1MadeUp0Rub
$P$              crypt      31        $P$MadeUp0Rubbish1MadeUp0Rubbish1M
$H$              crypt      31        $H$MadeUp0Rubbish1MadeUp0Rubbish1M
$S$              crypt      50        $S$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
$argon2id$       phc        30        $argon2id$MadeUp0Rubbish1MadeUp0Rubbish1
$argon2i$        phc        30        $argon2i$MadeUp0Rubbish1MadeUp0Rubbish1
$argon2d$        phc        30        $argon2d$MadeUp0Rubbish1MadeUp0Rubbish1
$scrypt$         phc        30        $scrypt$MadeUp0Rubbish1MadeUp0Rubbish1
$pbkdf2$         phc        30        $pbkdf2$MadeUp0Rubbish1MadeUp0Rubbish1
$pbkdf2-sha1$    phc        30        $pbkdf2-sha1$MadeUp0Rubbish1MadeUp0Rubbish1
$pbkdf2-sha256$  phc        30        $pbkdf2-sha256$MadeUp0Rubbish1MadeUp0Rubbish1
$pbkdf2-sha512$  phc        30        $pbkdf2-sha512$MadeUp0Rubbish1MadeUp0Rubbish1
$bcrypt-sha256$  phc        30        $bcrypt-sha256$MadeUp0Rubbish1MadeUp0Rubbish1
pbkdf2_sha256$   phc        30        pbkdf2_sha256$MadeUp0Rubbish1MadeUp0Rubbish1
pbkdf2_sha1$     phc        30        pbkdf2_sha1$MadeUp0Rubbish1MadeUp0Rubbish1
pbkdf2:sha256:   phc        30        pbkdf2:sha256:MadeUp0Rubbish1MadeUp0Rubbish1
pbkdf2:sha512:   phc        30        pbkdf2:sha512:MadeUp0Rubbish1MadeUp0Rubbish1
pbkdf2:sha1:     phc        30        pbkdf2:sha1:MadeUp0Rubbish1MadeUp0Rubbish1
scrypt:32768:8:1$ phc        30        scrypt:32768:8:1$MadeUp0Rubbish1MadeUp0Rubbish1
SCRAM-SHA-256$   phc        40        SCRAM-SHA-256$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
SCRAM-SHA-1$     phc        40        SCRAM-SHA-1$MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
{SSHA}           base64     24        {SSHA}MadeUp0Rubbish1MadeUp0Ru
{SSHA256}        base64     24        {SSHA256}MadeUp0Rubbish1MadeUp0Ru
{SSHA512}        base64     24        {SSHA512}MadeUp0Rubbish1MadeUp0Ru
{SMD5}           base64     24        {SMD5}MadeUp0Rubbish1MadeUp0Ru
{SHA}            base64     24        {SHA}MadeUp0Rubbish1MadeUp0Ru
# private_key: keys of programs, wallets
AGE-SECRET-KEY-1 upper      16        AGE-SECRET-KEY-1MADEUP0RUBBISH1M
AGE-SECRET-KEY-PQ-1 upper      16        AGE-SECRET-KEY-PQ-1MADEUP0RUBBISH1M
RWRTY0Iy         base64     40        RWRTY0IyMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
xprv             alnum      80 digit  xprvMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
yprv             alnum      80 digit  yprvMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
zprv             alnum      80 digit  zprvMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
tprv             alnum      80 digit  tprvMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
nsec1            lower      =58 digit nsec1madeup0rubbish1madeup0rubbish1madeup0rubbish1madeup0rubbis
ed25519_sk1      lower      40        ed25519_sk1madeup0rubbish1madeup0rubbish1madeup0rub
ed25519e_sk1     lower      40        ed25519e_sk1madeup0rubbish1madeup0rubbish1madeup0rub
# private_key: seeds of NATS: https://docs.nats.io/using-nats/developer/connecting/nkey
SU               upper     =56 digit  SUMADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBB
SA               upper     =56 digit  SAMADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBB
SO               upper     =56 digit  SOMADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBB
SC               upper     =56 digit  SCMADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBB
SN               upper     =56 digit  SNMADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBB
SX               upper     =56 digit  SXMADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBBISH1MADEUP0RUBB
# private_key: RSAKeyValue of XML
<P>              base64     40        <P>MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish
<Q>              base64     40        <Q>MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish
<DP>             base64     40        <DP>MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish
<DQ>             base64     40        <DQ>MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish
<InverseQ>       base64     40        <InverseQ>MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish
<D>              base64     40        <D>MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish
# private_key: DER in Base64, from the first bytes that only a private key has: PKCS#8, PKCS#1, SEC1, encrypted PKCS#8; OpenSSH, OpenPGP, Java
IBADANBgkqhkiG9w0BAQEFAASC anybase64  40 6<     MadeUpIBADANBgkqhkiG9w0BAQEFAASCMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
IBAAKCAQEA       anybase64  40 6<     MadeUpIBAAKCAQEAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
IBAAKCAgEA       anybase64  40 6<     MadeUpIBAAKCAgEAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
IBAAKCAYEA       anybase64  40 6<     MadeUpIBAAKCAYEAMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
IBAAKBgQ         anybase64  40 6<     MadeUpIBAAKBgQMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MHcCAQEEI        anybase64  40        MHcCAQEEIMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MHQCAQEEI        anybase64  40        MHQCAQEEIMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MIGkAgEBBD       anybase64  40        MIGkAgEBBDMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MIHcAgEBBE       anybase64  40        MIHcAgEBBEMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MIGHAgEAMBMGByqGSM49AgEG anybase64  40        MIGHAgEAMBMGByqGSM49AgEGMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MIG2AgEAMBAGByqGSM49AgEG anybase64  40        MIG2AgEAMBAGByqGSM49AgEGMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MIHuAgEAMBAGByqGSM49AgEG anybase64  40        MIHuAgEAMBAGByqGSM49AgEGMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MIGEAgEAMBAGByqGSM49AgEG anybase64  40        MIGEAgEAMBAGByqGSM49AgEGMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MEECAQAwEwYHKoZIzj0CAQYI anybase64  40        MEECAQAwEwYHKoZIzj0CAQYIMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MC4CAQAwBQYDK2Vw anybase64  40        MC4CAQAwBQYDK2VwMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MC4CAQAwBQYDK2Vu anybase64  40        MC4CAQAwBQYDK2VuMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MEcCAQAwBQYDK2Vx anybase64  40        MEcCAQAwBQYDK2VxMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MEYCAQAwBQYDK2Vv anybase64  40        MEYCAQAwBQYDK2VvMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
MFECAQEwBQYDK2Vw anybase64  40        MFECAQEwBQYDK2VwMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
BgkqhkiG9w0BBQ0w anybase64  40 8<     MadeUp0RBgkqhkiG9w0BBQ0wMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
b3BlbnNzaC1rZXktdjE anybase64  20        b3BlbnNzaC1rZXktdjEMadeUp0Rubbish1MadeU
lQOYB            anybase64  80 digit  lQOYBMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
lQcYB            anybase64  80 digit  lQcYBMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
lQVYB            anybase64  80 digit  lQVYBMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
lQdGB            anybase64  80 digit  lQdGBMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
lFgE             anybase64  80 digit  lFgEMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rubbish1MadeU
/u3+7QAAAAI      anybase64  40        /u3+7QAAAAIMadeUp0Rubbish1MadeUp0Rubbish1MadeUp0Rub
`;
