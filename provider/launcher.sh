#!/bin/sh
# Starts the provider with the Python and the package that `terraform-provider-twilio install` wrote down. Their paths are not in
# this file, which is the same on every machine: engines put a hash of it into lock files, and those are shared. They stand one
# folder up; the engine's own folder is a link to this one, and `..` follows links.
start='import sys; sys.path.insert(0, sys.argv.pop(1)); from provider.plugin.warm.launch import main; main("twilio", ("-E", "-P", "-m", "provider"))'
for record in "${0%/*}/../python" "$HOME/.terraform.d/plugins/@ADDRESS@/${0##*_v}/python"; do
    if [ -r "$record" ]; then
        package=
        { IFS= read -r python; IFS= read -r package; } < "$record"
        # -I, -E and -P: neither PYTHON* variables nor the folder that the engine runs in may change what is imported.
        if [ -x "$python" ]; then
            [ "$TWILIO_PROVIDER_WARM_START" != off ] && [ -r "$package/provider/plugin/warm/launch.py" ] &&
                exec "$python" -I -S -c "$start" "$package" "$@"
            exec "$python" -E -P -m provider "$@"
        fi
    fi
done
if command -v terraform-provider-twilio > /dev/null 2>&1; then
    exec terraform-provider-twilio "$@"
fi
# On stdout, since that is what engines show to a user.
echo "The Twilio provider's Python is gone. Install its package again, from where you had it, and run: terraform-provider-twilio install"
exit 1
