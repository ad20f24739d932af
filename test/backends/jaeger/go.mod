// SPDX-License-Identifier: Apache-2.0
// Read by build.sh: the version of Jaeger, and its own go.mod's replacement, which Go takes from the main module only.
module jaeger-ktls

go 1.26.5

require github.com/jaegertracing/jaeger v1.76.0

replace github.com/Shopify/sarama => github.com/Shopify/sarama v1.33.0
