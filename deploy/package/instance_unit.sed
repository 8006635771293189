# dispatcher.service into dispatcher@.service.
s|^Description=.*|&, %i|
s|/etc/dispatcher/dispatcher\.toml|/etc/dispatcher/%i.toml|
s|^User=.*|User=dispatcher-%i|
s|^StateDirectory=.*|&-%i|
s|^RuntimeDirectory=.*|&-%i|
s|/var/lib/private/dispatcher|&-%i|
s|dispatcher\.service/|dispatcher@%i.service/|
s|`systemctl \([a-z-]*\) dispatcher`|`systemctl \1 dispatcher@%i`|
