<?php
/**
 * Runs before every PHP file of a test site.
 *
 * The program files are links into the installed WordPress, so WordPress would take the link's target for its home;
 * and a site whose public address is not the loopback port must believe that it is asked under that address, as it
 * does behind a reverse proxy.
 */

if ( defined( 'ABSPATH' ) ) {
	return; // the router was here first
}
define( 'ABSPATH', getenv( 'ROOTZPUB_SITE' ) . '/' );

( static function () {
	$home   = parse_url( trim( file_get_contents( dirname( ABSPATH ) . '/home-url' ) ) );
	$port   = isset( $home['port'] ) ? ':' . $home['port'] : '';
	$secure = 'https' === $home['scheme'];

	$_SERVER['HTTP_HOST']       = $home['host'] . $port;
	$_SERVER['SERVER_NAME']     = $home['host'];
	$_SERVER['SERVER_PORT']     = (string) ( $home['port'] ?? ( $secure ? 443 : 80 ) );
	$_SERVER['HTTPS']           = $secure ? 'on' : '';
	$_SERVER['REQUEST_METHOD']  = $_SERVER['REQUEST_METHOD'] ?? 'GET';
	$_SERVER['REQUEST_URI']     = $_SERVER['REQUEST_URI'] ?? '/';
	$_SERVER['SERVER_PROTOCOL'] = $_SERVER['SERVER_PROTOCOL'] ?? 'HTTP/1.1';
	$_SERVER['REMOTE_ADDR']     = $_SERVER['REMOTE_ADDR'] ?? '127.0.0.1';
} )();
