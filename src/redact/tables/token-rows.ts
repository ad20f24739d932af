// SPDX-License-Identifier: Apache-2.0

/**
 * Tokens by their look, as the vendors publish them. A row: the prefix; what the token consists of; how many bytes of that follow, or
 * exactly how many behind `=`; `digit` where one of them is a digit, because words begin so too; `dot` where they are counted from the
 * first dot; `11<` where 11 bytes before the prefix are the token's; a made-up example.
 */
export const tokenRows = `
# cloud_key: Amazon
AKIA             upper      =16       AKIAEXAMPLE0KEY1EXAM
ASIA             upper      =16       ASIAEXAMPLE0KEY1EXAM
ABIA             upper      =16       ABIAEXAMPLE0KEY1EXAM
ACCA             upper      =16       ACCAEXAMPLE0KEY1EXAM
ABSK             base64     40 digit  ABSKMadeUp0Example1MadeUp0Example1MadeUp0Exa
bedrock-api-key- base64     20        bedrock-api-key-MadeUp0Example1MadeU
amzn.mws.        word       30        amzn.mws.MadeUp0Example1MadeUp0Example1
amzn1.oa2-cs.v1. alnum      32        amzn1.oa2-cs.v1.MadeUp0Example1MadeUp0Example1Ma
IQoJb3JpZ2lu     base64     80        IQoJb3JpZ2luMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
FwoGZXIvYXdz     base64     80        FwoGZXIvYXdzMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
FQoGZXIvYXdz     base64     80        FQoGZXIvYXdzMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
# cloud_key: Google
AIza             word       30        AIzaMadeUp0Example1MadeUp0Example1
ya29.            dotted     20        ya29.MadeUp0Example1MadeU
GOCSPX-          dotted     20        GOCSPX-MadeUp0Example1MadeU
1//0             dotted     20        1//0MadeUp0Example1MadeU
4/0A             word       30 digit  4/0AMadeUp0Example1MadeUp0Example1
GOOG1            upper      40        GOOG1EXAMPLE0KEY1EXAMPLE0KEY1EXAMPLE0KEY1EXAM
AQ.Ab8           word       30        AQ.Ab8MadeUp0Example1MadeUp0Example1
:APA91b          word       100 11<   MadeUp0Exam:APA91bMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Exa
# cloud_key: Microsoft: what says so stands within the key or secret
7Q~              tilde      31 3<     Mad7Q~MadeUp0Example1MadeUp0Example1M
8Q~              tilde      31 3<     Mad8Q~MadeUp0Example1MadeUp0Example1M
JQQJ99           alnum      20 52<    MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0JQQJ99MadeUp0Example1MadeU
AzSe             alnum      6 42<     MadeUp0Example1MadeUp0Example1MadeUp0ExampAzSeMadeUp
AzCa             base64     6 33<     MadeUp0Example1MadeUp0Example1MadAzCaMadeUp
AzFu             anybase64  6 44<     MadeUp0Example1MadeUp0Example1MadeUp0ExampleAzFuMadeUp
AIoT             base64     6 33<     MadeUp0Example1MadeUp0Example1MadAIoTMadeUp
+ASb             base64     6 33<     MadeUp0Example1MadeUp0Example1Mad+ASbMadeUp
+AEh             base64     6 33<     MadeUp0Example1MadeUp0Example1Mad+AEhMadeUp
+ARm             base64     6 33<     MadeUp0Example1MadeUp0Example1Mad+ARmMadeUp
+ASt             base64     6 76<     MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1M+AStMadeUp
+AMC             base64     6 76<     MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1M+AMCMadeUp
+ABa             base64     6 76<     MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1M+ABaMadeUp
ACDb             base64     6 76<     MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MACDbMadeUp
APIM             base64     6 76<     MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MAPIMMadeUp
+ACR             base64     6 42<     MadeUp0Example1MadeUp0Example1MadeUp0Examp+ACRMadeUp
# cloud_key: other clouds
LTAI             alnum      16 digit  LTAIMadeUp0Example1M
AKID             alnum      16 digit  AKIDMadeUp0Example1M
dop_v1_          alnum      20        dop_v1_MadeUp0Example1MadeU
doo_v1_          alnum      20        doo_v1_MadeUp0Example1MadeU
dor_v1_          alnum      20        dor_v1_MadeUp0Example1MadeU
SCW              upper      =17 digit SCWEXAMPLE0KEY1EXAMP
YCAJE            word       20        YCAJEMadeUp0Example1MadeU
y0_              word       50 digit  y0_MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
dapi             hex        =32       dapic0ffee0123456789abcdefc0ffee0123
dose             hex        =32       dosec0ffee0123456789abcdefc0ffee0123
SK               hex        =32       SKc0ffee0123456789abcdefc0ffee0123
AC               hex        =32       ACc0ffee0123456789abcdefc0ffee0123
HRKU-            word       20        HRKU-MadeUp0Example1MadeU
fm1a_            base64     20        fm1a_MadeUp0Example1MadeU
fm1r_            base64     20        fm1r_MadeUp0Example1MadeU
fm2_             base64     20 digit  fm2_MadeUp0Example1MadeU
rnd_             alnum      24 digit  rnd_MadeUp0Example1MadeUp0Ex
nfp_             alnum      24        nfp_MadeUp0Example1MadeUp0Ex
nfo_             alnum      24        nfo_MadeUp0Example1MadeUp0Ex
nfc_             alnum      24        nfc_MadeUp0Example1MadeUp0Ex
nfu_             alnum      24        nfu_MadeUp0Example1MadeUp0Ex
nfb_             alnum      24        nfb_MadeUp0Example1MadeUp0Ex
vcp_             alnum      24 digit  vcp_MadeUp0Example1MadeUp0Ex
vca_             alnum      24 digit  vca_MadeUp0Example1MadeUp0Ex
vci_             alnum      24 digit  vci_MadeUp0Example1MadeUp0Ex
vcr_             alnum      24 digit  vcr_MadeUp0Example1MadeUp0Ex
vck_             alnum      24 digit  vck_MadeUp0Example1MadeUp0Ex
vercel_blob_rw_  word       20        vercel_blob_rw_MadeUp0Example1MadeU
cfut_            word       30 digit  cfut_MadeUp0Example1MadeUp0Example1
cfat_            word       30 digit  cfat_MadeUp0Example1MadeUp0Example1
cfk_             word       30 digit  cfk_MadeUp0Example1MadeUp0Example1
v1.0-            hexdash    60        v1.0-c0ffee01-dead-4bee-8bad-f00d12345678c0ffee01-dead-4bee-8bad-
akab-            word       30 digit  akab-MadeUp0Example1MadeUp0Example1
sha256~          word       40        sha256~MadeUp0Example1MadeUp0Example1MadeUp0Exa
ucat_            word       20 digit  ucat_MadeUp0Example1MadeU
ddp_             alnum      30 digit  ddp_MadeUp0Example1MadeUp0Example1
ddo_             alnum      30 digit  ddo_MadeUp0Example1MadeUp0Example1
# token: hosts of code, registries of packages
ghp_             alnum      20        ghp_MadeUp0Example1MadeU
gho_             alnum      20        gho_MadeUp0Example1MadeU
ghu_             alnum      20        ghu_MadeUp0Example1MadeU
ghs_             alnum      20        ghs_MadeUp0Example1MadeU
ghr_             alnum      20        ghr_MadeUp0Example1MadeU
github_pat_      word       20        github_pat_MadeUp0Example1MadeU
v1.              hex        =40 digit v1.c0ffee0123456789abcdefc0ffee0123456789ab
glpat-           dotted     16        glpat-MadeUp0Example1M
gldt-            dotted     16        gldt-MadeUp0Example1M
glrt-            dotted     16        glrt-MadeUp0Example1M
glrtr-           dotted     16        glrtr-MadeUp0Example1M
glcbt-           dotted     16        glcbt-MadeUp0Example1M
glptt-           dotted     16        glptt-MadeUp0Example1M
glft-            dotted     16        glft-MadeUp0Example1M
glffct-          dotted     16        glffct-MadeUp0Example1M
glimt-           dotted     16        glimt-MadeUp0Example1M
glsoat-          dotted     16        glsoat-MadeUp0Example1M
gloas-           dotted     16        gloas-MadeUp0Example1M
glagent-         dotted     16        glagent-MadeUp0Example1M
GR1348941        word       16        GR1348941MadeUp0Example1M
ATBB             alnum      20 digit  ATBBMadeUp0Example1MadeU
ATATT3           wordequal  20        ATATT3MadeUp0Example1MadeU
ATCTT3           wordequal  20        ATCTT3MadeUp0Example1MadeU
ATTA             alnum      50 digit  ATTAMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
npm_             alnum      30        npm_MadeUp0Example1MadeUp0Example1
pypi-AgE         word       20        pypi-AgEMadeUp0Example1MadeU
rubygems_        word       16 digit  rubygems_MadeUp0Example1M
oy2              lower      =43 digit oy2example0made1upexample0made1upexample0made1
cio              alnum      =32 digit cioMadeUp0Example1MadeUp0Example1Ma
CLOJARS_         alnum      30        CLOJARS_MadeUp0Example1MadeUp0Example1
packagist_ort_   alnum      20        packagist_ort_MadeUp0Example1MadeU
packagist_out_   alnum      20        packagist_out_MadeUp0Example1MadeU
packagist_uut_   alnum      20        packagist_uut_MadeUp0Example1MadeU
dckr_pat_        word       16 digit  dckr_pat_MadeUp0Example1M
dckr_oat_        word       16 digit  dckr_oat_MadeUp0Example1M
AKCp             alnum      50 digit  AKCpMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
cmVmdGtu         alnum      40        cmVmdGtuMadeUp0Example1MadeUp0Example1MadeUp0Exa
sgp_             word       32 digit  sgp_MadeUp0Example1MadeUp0Example1Ma
gitpod_pat_      dotted     20        gitpod_pat_MadeUp0Example1MadeU
csb_v1_          word       20        csb_v1_MadeUp0Example1MadeU
perm:            dotequal   30 digit  perm:MadeUp0Example1MadeUp0Example1
perm-            dotequal   40 digit  perm-MadeUp0Example1MadeUp0Example1MadeUp0Exa
# token: builds, delivery, infrastructure
.atlasv1.        word       50 14<    MadeUp0Example.atlasv1.MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
hvs.             word       20        hvs.MadeUp0Example1MadeU
hvb.             word       20        hvb.MadeUp0Example1MadeU
hvr.             word       20        hvr.MadeUp0Example1MadeU
b.AAAAAQ         word       60        b.AAAAAQMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1
pul-             alnum      =40 digit pul-MadeUp0Example1MadeUp0Example1MadeUp0Exa
bkua_            alnum      30        bkua_MadeUp0Example1MadeUp0Example1
CCIPAT_          word       20        CCIPAT_MadeUp0Example1MadeU
CCIPRJ_          word       20        CCIPRJ_MadeUp0Example1MadeU
dp.pt.           alnum      30        dp.pt.MadeUp0Example1MadeUp0Example1
dp.st.           dotted     30 digit  dp.st.MadeUp0Example1MadeUp0Example1
dp.ct.           alnum      30        dp.ct.MadeUp0Example1MadeUp0Example1
dp.sa.           alnum      30        dp.sa.MadeUp0Example1MadeUp0Example1
dp.scim.         alnum      30        dp.scim.MadeUp0Example1MadeUp0Example1
dp.audit.        alnum      30        dp.audit.MadeUp0Example1MadeUp0Example1
ops_             wordequal  40 digit  ops_MadeUp0Example1MadeUp0Example1MadeUp0Exa
A3-              updash     30 digit  A3-EXAMP1-EXAMPLEKEY1-EXAMP1-EXAM
API-             upper      =26 digit API-EXAMPLE0KEY1EXAMPLE0KEY1EX
pat.             dotted     50 digit  pat.MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
sat.             dotted     50 digit  sat.MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
squ_             alnum      30 digit  squ_MadeUp0Example1MadeUp0Example1
sqp_             alnum      30 digit  sqp_MadeUp0Example1MadeUp0Example1
sqa_             alnum      30 digit  sqa_MadeUp0Example1MadeUp0Example1
tskey-           word       16 digit  tskey-MadeUp0Example1M
ptr_             base64     40 digit  ptr_MadeUp0Example1MadeUp0Example1MadeUp0Exa
nbp_             alnum      30 digit  nbp_MadeUp0Example1MadeUp0Example1
kpat_            alnum      30 digit  kpat_MadeUp0Example1MadeUp0Example1
spat_            alnum      30 digit  spat_MadeUp0Example1MadeUp0Example1
n8n_api_         word       20        n8n_api_MadeUp0Example1MadeU
pnu_             alnum      30 digit  pnu_MadeUp0Example1MadeUp0Example1
pnb_             alnum      30 digit  pnb_MadeUp0Example1MadeUp0Example1
dbtc_            wordequal  20 digit  dbtc_MadeUp0Example1MadeU
sdk-             hexdash    =36 digit sdk-c0ffee01-dead-4bee-8bad-f00d12345678
api-             hexdash    =36 digit api-c0ffee01-dead-4bee-8bad-f00d12345678
base64url.bearer.authorization.k8s.io. word 16 base64url.bearer.authorization.k8s.io.MadeUp0Example1M
secret-token:    dotequal   8         secret-token:MadeUp0E
snyk_uat.        dotted     20        snyk_uat.MadeUp0Example1MadeU
sktsec_          word       30        sktsec_MadeUp0Example1MadeUp0Example1
ory_at_          dotted     20        ory_at_MadeUp0Example1MadeU
ory_rt_          dotted     20        ory_rt_MadeUp0Example1MadeU
ory_ac_          dotted     20        ory_ac_MadeUp0Example1MadeU
ory_st_          dotted     20        ory_st_MadeUp0Example1MadeU
ory_pat_         dotted     20        ory_pat_MadeUp0Example1MadeU
secret-live-     word       30        secret-live-MadeUp0Example1MadeUp0Example1
secret-test-     word       30 digit  secret-test-MadeUp0Example1MadeUp0Example1
# token: observation
sntrys_          base64     20        sntrys_MadeUp0Example1MadeU
sntryu_          alnum      20        sntryu_MadeUp0Example1MadeU
sntrya_          alnum      20        sntrya_MadeUp0Example1MadeU
NRAK-            word       16 digit  NRAK-MadeUp0Example1M
NRII-            word       16 digit  NRII-MadeUp0Example1M
NRIQ-            word       16 digit  NRIQ-MadeUp0Example1M
NRAA-            word       16 digit  NRAA-MadeUp0Example1M
NRAL             alnum      20 digit  NRALMadeUp0Example1MadeU
FFFFNRAL         alnum      0 32<     MadeUp0Example1MadeUp0Example1MaFFFFNRAL
eu01xx           alnum      =34 digit eu01xxMadeUp0Example1MadeUp0Example1Made
dt0c01.          dotted     24        dt0c01.MadeUp0Example1MadeUp0Ex
dt0s01.          dotted     24        dt0s01.MadeUp0Example1MadeUp0Ex
dt0s02.          dotted     24        dt0s02.MadeUp0Example1MadeUp0Ex
dt0s03.          dotted     24        dt0s03.MadeUp0Example1MadeUp0Ex
dt0s06.          dotted     24        dt0s06.MadeUp0Example1MadeUp0Ex
dt0s08.          dotted     24        dt0s08.MadeUp0Example1MadeUp0Ex
dt0s16.          dotted     24        dt0s16.MadeUp0Example1MadeUp0Ex
glsa_            word       30        glsa_MadeUp0Example1MadeUp0Example1
glc_             base64     30 digit  glc_MadeUp0Example1MadeUp0Example1
eyJrIjoi         base64     40        eyJrIjoiMadeUp0Example1MadeUp0Example1MadeUp0Exa
hcaik_           alnum      30        hcaik_MadeUp0Example1MadeUp0Example1
hcxik_           alnum      30        hcxik_MadeUp0Example1MadeUp0Example1
hcalk_           alnum      30        hcalk_MadeUp0Example1MadeUp0Example1
hcamk_           alnum      30        hcamk_MadeUp0Example1MadeUp0Example1
phx_             alnum      30 digit  phx_MadeUp0Example1MadeUp0Example1
essu_            wordequal  30        essu_MadeUp0Example1MadeUp0Example1
# token: messages and mail
xoxa-            dotted     10        xoxa-MadeUp0Exa
xoxb-            dotted     10        xoxb-MadeUp0Exa
xoxc-            dotted     10        xoxc-MadeUp0Exa
xoxd-            percent    10        xoxd-MadeUp0Exa
xoxe-            dotted     10        xoxe-MadeUp0Exa
xoxe.            dotted     10        xoxe.MadeUp0Exa
xoxo-            dotted     10        xoxo-MadeUp0Exa
xoxp-            dotted     10        xoxp-MadeUp0Exa
xoxr-            dotted     10        xoxr-MadeUp0Exa
xoxs-            dotted     10        xoxs-MadeUp0Exa
xapp-            dotted     10        xapp-MadeUp0Exa
xwfp-            dotted     10        xwfp-MadeUp0Exa
:AA              word       =33 8<    MadeUp0E:AAMadeUp0Example1MadeUp0Example1Mad
base64url.bearer.authorization.k8s.io. tilde 1 base64url.bearer.authorization.k8s.io.MadeUp0Example1
openai-insecure-api-key. tilde    1         openai-insecure-api-key.MadeUp0Example1
mfa.             word       60        mfa.MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1
SG.              dotted     30 dot    SG.MadeUp0Example.MadeUp0Example1MadeUp0Example1
key-             lower      =32 digit key-example0made1upexample0made1upex
pubkey-          lower      =32 digit pubkey-example0made1upexample0made1upex
-us              hex        1 32<     c0ffee0123456789abcdefc0ffee0123-usc
xkeysib-         word       30        xkeysib-MadeUp0Example1MadeUp0Example1
xsmtpsib-        word       30        xsmtpsib-MadeUp0Example1MadeUp0Example1
re_              word       =33 digit re_MadeUp0Example1MadeUp0Example1Mad
os_v2_app_       lower      40        os_v2_app_example0made1upexample0made1upexample0ma
os_v2_org_       lower      40        os_v2_org_example0made1upexample0made1upexample0ma
dG9rO            base64     40 digit  dG9rOMadeUp0Example1MadeUp0Example1MadeUp0Exa
oauth:           lower      =30 digit oauth:example0made1upexample0made1up
# token: payment and shops
sk_live_         alnum      12        sk_live_MadeUp0Examp
sk_test_         alnum      12        sk_test_MadeUp0Examp
sk_org_live_     alnum      12        sk_org_live_MadeUp0Examp
sk_org_test_     alnum      12        sk_org_test_MadeUp0Examp
rk_live_         alnum      12        rk_live_MadeUp0Examp
rk_test_         alnum      12        rk_test_MadeUp0Examp
pk_live_         alnum      12        pk_live_MadeUp0Examp
ek_live_         alnum      12        ek_live_MadeUp0Examp
ek_test_         alnum      12        ek_test_MadeUp0Examp
whsec_           base64     12        whsec_MadeUp0Examp
sk_sbox_         lower      20        sk_sbox_example0made1upexamp
sk_              hex        =48 digit sk_c0ffee0123456789abcdefc0ffee0123456789abcdefc0ff
live_            word       30 digit  live_MadeUp0Example1MadeUp0Example1
test_            alnum      30 digit  test_MadeUp0Example1MadeUp0Example1
pk_              hex        =34 digit pk_c0ffee0123456789abcdefc0ffee012345
pk_prod_         upper      =28 digit pk_prod_EXAMPLE0KEY1EXAMPLE0KEY1EXAM
sq0atp-          word       16 digit  sq0atp-MadeUp0Example1M
sq0csp-          word       16 digit  sq0csp-MadeUp0Example1M
EAAA             word       =60 digit EAAAMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1
EAAl             word       =60 digit EAAlMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1
EAAB             alnum      80 digit  EAABMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
EAAC             alnum      80 digit  EAACMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
EAAG             alnum      80 digit  EAAGMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
access_token$production$ dollar     32        access_token$production$MadeUp0Example1MadeUp0Example1Ma
access_token$sandbox$ dollar     32        access_token$sandbox$MadeUp0Example1MadeUp0Example1Ma
access-production- hexdash    32        access-production-c0ffee01-dead-4bee-8bad-f00d1234
access-sandbox-  hexdash    32        access-sandbox-c0ffee01-dead-4bee-8bad-f00d1234
access-development- hexdash    32        access-development-c0ffee01-dead-4bee-8bad-f00d1234
AQEyhmfuX        dashbase64 40        AQEyhmfuXMadeUp0Example1MadeUp0Example1MadeUp0Exa
rzp_live_        alnum      14        rzp_live_MadeUp0Example
rzp_test_        alnum      14        rzp_test_MadeUp0Example
FLWSECK-         word       20        FLWSECK-MadeUp0Example1MadeU
FLWSECK_TEST-    word       20        FLWSECK_TEST-MadeUp0Example1MadeU
APP_USR-         word       40 digit  APP_USR-MadeUp0Example1MadeUp0Example1MadeUp0Exa
EZAK             alnum      =54 digit EZAKMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Ex
EZTK             alnum      =54 digit EZTKMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Ex
shippo_live_     alnum      30        shippo_live_MadeUp0Example1MadeUp0Example1
shippo_test_     alnum      30        shippo_test_MadeUp0Example1MadeUp0Example1
duffel_live_     word       30        duffel_live_MadeUp0Example1MadeUp0Example1
duffel_test_     word       30        duffel_test_MadeUp0Example1MadeUp0Example1
pdl_live_apikey_ word       20        pdl_live_apikey_MadeUp0Example1MadeU
pdl_sdbx_apikey_ word       20        pdl_sdbx_apikey_MadeUp0Example1MadeU
pdl_ntfset_      word       20        pdl_ntfset_MadeUp0Example1MadeU
polar_oat_       word       20        polar_oat_MadeUp0Example1MadeU
polar_pat_       word       20        polar_pat_MadeUp0Example1MadeU
oa_prod_         word       20        oa_prod_MadeUp0Example1MadeU
oa_sand_         word       20        oa_sand_MadeUp0Example1MadeU
shpat_           alnum      20        shpat_MadeUp0Example1MadeU
shpss_           alnum      20        shpss_MadeUp0Example1MadeU
shpca_           alnum      20        shpca_MadeUp0Example1MadeU
shppa_           alnum      20        shppa_MadeUp0Example1MadeU
shpua_           alnum      20        shpua_MadeUp0Example1MadeU
ck_              hex        =40 digit ck_c0ffee0123456789abcdefc0ffee0123456789ab
cs_              hex        =40 digit cs_c0ffee0123456789abcdefc0ffee0123456789ab
persona_production_ word       30        persona_production_MadeUp0Example1MadeUp0Example1
persona_sandbox_ word       30        persona_sandbox_MadeUp0Example1MadeUp0Example1
api_live.        dotted     30        api_live.MadeUp0Example1MadeUp0Example1
api_sandbox.     dotted     30        api_sandbox.MadeUp0Example1MadeUp0Example1
# token: models
sk-              word       20 digit  sk-MadeUp0Example1MadeU
sk-ant-          word       20        sk-ant-MadeUp0Example1MadeU
sess-            alnum      =40 digit sess-MadeUp0Example1MadeUp0Example1MadeUp0Exa
hf_              alnum      30        hf_MadeUp0Example1MadeUp0Example1
api_org_         alnum      30        api_org_MadeUp0Example1MadeUp0Example1
gsk_             alnum      30        gsk_MadeUp0Example1MadeUp0Example1
xai-             word       16 digit  xai-MadeUp0Example1M
pplx-            alnum      30        pplx-MadeUp0Example1MadeUp0Example1
r8_              alnum      =37 digit r8_MadeUp0Example1MadeUp0Example1MadeUp0
nvapi-           word       30        nvapi-MadeUp0Example1MadeUp0Example1
csk-             alnum      30 digit  csk-MadeUp0Example1MadeUp0Example1
tgp_v1_          word       30        tgp_v1_MadeUp0Example1MadeUp0Example1
fw_              alnum      =22 digit fw_MadeUp0Example1MadeUp0
pcsk_            word       30        pcsk_MadeUp0Example1MadeUp0Example1
lsv2_pt_         word       30        lsv2_pt_MadeUp0Example1MadeUp0Example1
lsv2_sk_         word       30        lsv2_sk_MadeUp0Example1MadeUp0Example1
ls__             hex        =32 digit ls__c0ffee0123456789abcdefc0ffee0123
e2b_             hex        =40 digit e2b_c0ffee0123456789abcdefc0ffee0123456789ab
tvly-            word       20 digit  tvly-MadeUp0Example1MadeU
fc-              hex        =32 digit fc-c0ffee0123456789abcdefc0ffee0123
jina_            word       40 digit  jina_MadeUp0Example1MadeUp0Example1MadeUp0Exa
pa-              word       =43 digit pa-MadeUp0Example1MadeUp0Example1MadeUp0Exampl
key_             hex        =64 digit key_c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789abcd
wandb_v1_        word       30        wandb_v1_MadeUp0Example1MadeUp0Example1
apify_api_       alnum      30        apify_api_MadeUp0Example1MadeUp0Example1
esecret_         alnum      20        esecret_MadeUp0Example1MadeU
bb_live_         word       20        bb_live_MadeUp0Example1MadeU
# token: programs of the office, content, data
lin_api_         word       16 digit  lin_api_MadeUp0Example1M
lin_oauth_       word       16 digit  lin_oauth_MadeUp0Example1M
ntn_             alnum      30 digit  ntn_MadeUp0Example1MadeUp0Example1
secret_          alnum      =43 digit secret_MadeUp0Example1MadeUp0Example1MadeUp0Exampl
figd_            word       30        figd_MadeUp0Example1MadeUp0Example1
figo_            word       30        figo_MadeUp0Example1MadeUp0Example1
pat              alnumdot   60 dot    patMadeUp0Example.c0ffee0123456789abcdefc0ffee0123456789abcdefc0ffee0123456789
tfp_             dotequal   30        tfp_MadeUp0Example1MadeUp0Example1
sl.              dotted     60 digit  sl.MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1
fio-u-           word       40        fio-u-MadeUp0Example1MadeUp0Example1MadeUp0Exa
PMAK-            word       16 digit  PMAK-MadeUp0Example1M
rdme_            lower      40        rdme_example0made1upexample0made1upexample0ma
CFPAT-           word       30        CFPAT-MadeUp0Example1MadeUp0Example1
pat-na1-         word       20 digit  pat-na1-MadeUp0Example1MadeU
pat-na2-         word       20 digit  pat-na2-MadeUp0Example1MadeU
pat-na3-         word       20 digit  pat-na3-MadeUp0Example1MadeU
pat-eu1-         word       20 digit  pat-eu1-MadeUp0Example1MadeU
pat-ap1-         word       20 digit  pat-ap1-MadeUp0Example1MadeU
00D              bang       60 digit  00DMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1
3MVG9            dotted     60 digit  3MVG9MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1
1000.            hexdot     60 digit  1000.c0ffee0123456789abcdef01.c0ffee0123456789abcdef01.c0ffee0123
WPL_AP1.         dotequal   16        WPL_AP1.MadeUp0Example1M
IGQV             alnum      80 digit  IGQVMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
IGAA             alnum      80 digit  IGAAMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
vk1.a.           word       60        vk1.a.MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1
AQVN             word       =35 digit AQVNMadeUp0Example1MadeUp0Example1MadeU
sk.eyJ           dotted     40        sk.eyJMadeUp0Example1MadeUp0Example1MadeUp0Exa
tk.eyJ           dotted     40        tk.eyJMadeUp0Example1MadeUp0Example1MadeUp0Exa
cal_live_        alnum      20        cal_live_MadeUp0Example1MadeU
retool_          word       24 digit  retool_MadeUp0Example1MadeUp0Ex
# token: databases
sbp_             word       30 digit  sbp_MadeUp0Example1MadeUp0Example1
sb_secret_       word       20        sb_secret_MadeUp0Example1MadeU
pscale_tkn_      dotted     20        pscale_tkn_MadeUp0Example1MadeU
pscale_pw_       dotted     20        pscale_pw_MadeUp0Example1MadeU
pscale_oauth_    dotted     20        pscale_oauth_MadeUp0Example1MadeU
napi_            lower      40 digit  napi_example0made1upexample0made1upexample0ma
mdb_sa_sk_       word       20        mdb_sa_sk_MadeUp0Example1MadeU
CCDB1_           word       20        CCDB1_MadeUp0Example1MadeU
AVNS_            word       16 digit  AVNS_MadeUp0Example1M
xau_             alnum      30 digit  xau_MadeUp0Example1MadeUp0Example1
cbkey_           alnum      30        cbkey_MadeUp0Example1MadeUp0Example1
mzp_             hex        40        mzp_c0ffee0123456789abcdefc0ffee0123456789ab
4b1d             alnum      =38 digit 4b1dMadeUp0Example1MadeUp0Example1MadeUp0E
cflt             base64     50 digit  cfltMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
# jwt: of any issuer
eyJ              jwt        4 dot     eyJhbGciOiJub25lIn0.eyJtYWRlIjoidXAifQ.MadeUp0Example1
v1.local.        dotted     20        v1.local.MadeUp0Example1MadeU
v2.local.        dotted     20        v2.local.MadeUp0Example1MadeU
v3.local.        dotted     20        v3.local.MadeUp0Example1MadeU
v4.local.        dotted     20        v4.local.MadeUp0Example1MadeU
v1.public.       dotted     20        v1.public.MadeUp0Example1MadeU
v2.public.       dotted     20        v2.public.MadeUp0Example1MadeU
v3.public.       dotted     20        v3.public.MadeUp0Example1MadeU
v4.public.       dotted     20        v4.public.MadeUp0Example1MadeU
gAAAAAB          wordequal  60 digit  gAAAAABMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1
TGT-             dotted     16 digit  TGT-MadeUp0Example1M
PGT-             dotted     16 digit  PGT-MadeUp0Example1M
# private_key: keys of programs, wallets
AGE-SECRET-KEY-1 upper      16        AGE-SECRET-KEY-1EXAMPLE0KEY1EXAM
AGE-SECRET-KEY-PQ-1 upper      16        AGE-SECRET-KEY-PQ-1EXAMPLE0KEY1EXAM
RWRTY0Iy         base64     40        RWRTY0IyMadeUp0Example1MadeUp0Example1MadeUp0Exa
xprv             alnum      80 digit  xprvMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
yprv             alnum      80 digit  yprvMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
zprv             alnum      80 digit  zprvMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
tprv             alnum      80 digit  tprvMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
nsec1            lower      =58 digit nsec1example0made1upexample0made1upexample0made1upexample0made1
ed25519_sk1      lower      40        ed25519_sk1example0made1upexample0made1upexample0ma
ed25519e_sk1     lower      40        ed25519e_sk1example0made1upexample0made1upexample0ma
# private_key: DER in Base64, from the first bytes that only a private key has: PKCS#8, PKCS#1, SEC1, encrypted PKCS#8; OpenSSH, OpenPGP, Java
IBADANBgkqhkiG9w0BAQEFAASC anybase64  40 6<     MadeUpIBADANBgkqhkiG9w0BAQEFAASCMadeUp0Example1MadeUp0Example1MadeUp0Exa
IBAAKCAQEA       anybase64  40 6<     MadeUpIBAAKCAQEAMadeUp0Example1MadeUp0Example1MadeUp0Exa
IBAAKCAgEA       anybase64  40 6<     MadeUpIBAAKCAgEAMadeUp0Example1MadeUp0Example1MadeUp0Exa
IBAAKCAYEA       anybase64  40 6<     MadeUpIBAAKCAYEAMadeUp0Example1MadeUp0Example1MadeUp0Exa
IBAAKBgQ         anybase64  40 6<     MadeUpIBAAKBgQMadeUp0Example1MadeUp0Example1MadeUp0Exa
MHcCAQEEI        anybase64  40        MHcCAQEEIMadeUp0Example1MadeUp0Example1MadeUp0Exa
MHQCAQEEI        anybase64  40        MHQCAQEEIMadeUp0Example1MadeUp0Example1MadeUp0Exa
MIGkAgEBBD       anybase64  40        MIGkAgEBBDMadeUp0Example1MadeUp0Example1MadeUp0Exa
MIHcAgEBBE       anybase64  40        MIHcAgEBBEMadeUp0Example1MadeUp0Example1MadeUp0Exa
MIGHAgEAMBMGByqGSM49AgEG anybase64  40        MIGHAgEAMBMGByqGSM49AgEGMadeUp0Example1MadeUp0Example1MadeUp0Exa
MIG2AgEAMBAGByqGSM49AgEG anybase64  40        MIG2AgEAMBAGByqGSM49AgEGMadeUp0Example1MadeUp0Example1MadeUp0Exa
MIHuAgEAMBAGByqGSM49AgEG anybase64  40        MIHuAgEAMBAGByqGSM49AgEGMadeUp0Example1MadeUp0Example1MadeUp0Exa
MIGEAgEAMBAGByqGSM49AgEG anybase64  40        MIGEAgEAMBAGByqGSM49AgEGMadeUp0Example1MadeUp0Example1MadeUp0Exa
MEECAQAwEwYHKoZIzj0CAQYI anybase64  40        MEECAQAwEwYHKoZIzj0CAQYIMadeUp0Example1MadeUp0Example1MadeUp0Exa
MC4CAQAwBQYDK2Vw anybase64  40        MC4CAQAwBQYDK2VwMadeUp0Example1MadeUp0Example1MadeUp0Exa
MC4CAQAwBQYDK2Vu anybase64  40        MC4CAQAwBQYDK2VuMadeUp0Example1MadeUp0Example1MadeUp0Exa
MEcCAQAwBQYDK2Vx anybase64  40        MEcCAQAwBQYDK2VxMadeUp0Example1MadeUp0Example1MadeUp0Exa
MEYCAQAwBQYDK2Vv anybase64  40        MEYCAQAwBQYDK2VvMadeUp0Example1MadeUp0Example1MadeUp0Exa
MFECAQEwBQYDK2Vw anybase64  40        MFECAQEwBQYDK2VwMadeUp0Example1MadeUp0Example1MadeUp0Exa
BgkqhkiG9w0BBQ0w anybase64  40 8<     MadeUp0EBgkqhkiG9w0BBQ0wMadeUp0Example1MadeUp0Example1MadeUp0Exa
b3BlbnNzaC1rZXktdjE anybase64  20        b3BlbnNzaC1rZXktdjEMadeUp0Example1MadeU
lQOYB            anybase64  80 digit  lQOYBMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
lQcYB            anybase64  80 digit  lQcYBMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
lQVYB            anybase64  80 digit  lQVYBMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
lQdGB            anybase64  80 digit  lQdGBMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
lFgE             anybase64  80 digit  lFgEMadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeUp0Example1MadeU
/u3+7QAAAAI      anybase64  40        /u3+7QAAAAIMadeUp0Example1MadeUp0Example1MadeUp0Exa
`;
