# SPDX-License-Identifier: Apache-2.0
# fish completion of ktls-otel
complete -c ktls-otel -f
complete -c ktls-otel -n __fish_use_subcommand -a connections -d 'list the sockets that use kTLS'
complete -c ktls-otel -l config -r -F -d 'read settings from this YAML file'
complete -c ktls-otel -n __fish_use_subcommand -l check -d 'say whether this host can run the service'
complete -c ktls-otel -n __fish_use_subcommand -l health -d 'ask the service that runs whether it is ready'
complete -c ktls-otel -l quick -d 'without loading, attaching and asking'
complete -c ktls-otel -l json -d 'as JSON'
complete -c ktls-otel -n __fish_use_subcommand -l print-config -d 'print the settings in effect as YAML'
complete -c ktls-otel -s h -l help -d 'print what it does'
complete -c ktls-otel -n __fish_use_subcommand -s V -l version -d 'print the versions of what is used'
